package dev.nestling.core.etcd;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what etcd's gateway says. It leaves fields out that are zero, empty or false. */
final class Messages {
  private static final String NONE = "0";

  /** How a status shows an alarm: the text form of its protobuf message. */
  private static final Pattern ALARM = Pattern.compile("memberID:(\\d+) +alarm:([A-Z]+)");

  private Messages() {}

  static MemberList memberList(JsonNode answer) {
    List<Member> members = new ArrayList<>();
    answer.path("members").forEach(member -> members.add(member(member)));
    return new MemberList(id(answer.path("header").path("cluster_id")), members);
  }

  static Member member(JsonNode member) {
    return new Member(
        id(member.path("ID")),
        member.path("name").asText(""),
        texts(member.path("peerURLs")),
        texts(member.path("clientURLs")),
        member.path("isLearner").asBoolean());
  }

  static MemberStatus status(JsonNode answer) {
    String leader = answer.path("leader").asText(NONE);
    return new MemberStatus(
        id(answer.path("header").path("member_id")),
        id(answer.path("header").path("cluster_id")),
        answer.path("version").asText(""),
        leader.equals(NONE) ? Optional.empty() : Optional.of(EtcdId.ofDecimal(leader)),
        new MemberStatus.Raft(
            answer.path("raftTerm").asLong(),
            answer.path("raftIndex").asLong(),
            answer.path("raftAppliedIndex").asLong()),
        new MemberStatus.Database(
            answer.path("dbSize").asLong(),
            answer.path("dbSizeInUse").asLong(),
            answer.path("dbSizeQuota").asLong()),
        answer.path("isLearner").asBoolean(),
        texts(answer.path("errors")).stream().flatMap(text -> alarm(text).stream()).toList());
  }

  static List<Alarm> alarms(JsonNode answer) {
    List<Alarm> alarms = new ArrayList<>();
    answer
        .path("alarms")
        .forEach(
            alarm ->
                type(alarm.path("alarm").asText())
                    .ifPresent(type -> alarms.add(new Alarm(id(alarm.path("memberID")), type))));
    return List.copyOf(alarms);
  }

  private static Optional<Alarm> alarm(String text) {
    Matcher alarm = ALARM.matcher(text);
    return alarm.find()
        ? type(alarm.group(2)).map(type -> new Alarm(EtcdId.ofDecimal(alarm.group(1)), type))
        : Optional.empty();
  }

  /** Alarms of versions to come are not ours to interpret. */
  private static Optional<Alarm.Type> type(String name) {
    return Arrays.stream(Alarm.Type.values()).filter(type -> type.name().equals(name)).findFirst();
  }

  private static EtcdId id(JsonNode number) {
    return EtcdId.ofDecimal(number.asText(NONE));
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }
}
