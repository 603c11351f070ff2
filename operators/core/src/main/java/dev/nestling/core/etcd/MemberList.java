package dev.nestling.core.etcd;

import java.util.List;

/**
 * The members of a cluster, agreed upon by a quorum at the time of the question.
 *
 * @param cluster its id
 * @param members in the order of their ids
 */
public record MemberList(EtcdId cluster, List<Member> members) {

  public MemberList {
    members = members.stream().sorted(java.util.Comparator.comparing(Member::id)).toList();
  }
}
