package dev.nestling.core.ssh;

import java.net.SocketAddress;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.sshd.client.keyverifier.ServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.AttributeRepository;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.kex.KexProposalOption;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Believes the expected keys of one connection and no others, and remembers what it saw. Only types
 * of expected keys are negotiated: a machine that has more than these would show the one that it
 * likes best.
 */
final class HostKeyCheck {
  private static final AttributeKey<HostKeyCheck> KEY = new AttributeKey<>();

  private final List<HostKey> expected;

  // Written by the library's threads.
  private volatile boolean believed;
  private volatile @Nullable String refused;
  private volatile @Nullable String offered;

  HostKeyCheck(List<HostKey> expected) {
    this.expected = expected;
  }

  /** What the connection has to carry for {@link Verifier} and {@link Listener} to find it. */
  AttributeRepository context() {
    return AttributeRepository.ofKeyValuePair(KEY, this);
  }

  boolean believed() {
    return believed;
  }

  /** What was wrong, if that is what the connection failed by. */
  Optional<SshFailure> mismatch(String where) {
    List<String> wanted = expected.stream().map(HostKey::fingerprint).toList();
    String seen = refused;
    if (seen != null) {
      return Optional.of(
          new SshFailure.HostKeyMismatch(
              wanted,
              Optional.of(seen),
              "%s has the host key %s; expected %s"
                  .formatted(where, seen, String.join(" or ", wanted))));
    }
    String types = offered;
    if (types == null) {
      return Optional.empty();
    }
    String missing =
        expected.stream().map(key -> key.kind().id()).distinct().collect(Collectors.joining(", "));
    return Optional.of(
        new SshFailure.HostKeyMismatch(
            wanted,
            Optional.empty(),
            "%s has no host key of type %s; expected %s, and it offers %s"
                .formatted(where, missing, String.join(" or ", wanted), types)));
  }

  private boolean believe(PublicKey key) {
    boolean known = isExpected(key);
    if (known) {
      believed = true;
    } else {
      refused = fingerprint(key);
    }
    return known;
  }

  private boolean isExpected(PublicKey key) {
    try {
      return expected.contains(HostKey.of(key));
    } catch (UnusableKeyException e) {
      return false;
    }
  }

  private static String fingerprint(PublicKey key) {
    var buffer = new ByteArrayBuffer();
    buffer.putRawPublicKey(key);
    return HostKey.fingerprint(buffer.getCompactData());
  }

  private void compare(@Nullable String theirs) {
    Collection<String> ours =
        Algorithms.signatures(expected.stream().map(HostKey::kind).toList()).stream()
            .map(NamedResource::getName)
            .toList();
    List<String> all = Arrays.asList(String.valueOf(theirs).split(","));
    if (ours.stream().noneMatch(all::contains)) {
      offered = Messages.foreign(String.join(", ", all));
    }
  }

  private static HostKeyCheck of(Session session) {
    HostKeyCheck check = null;
    if (session instanceof ClientSession client && client.getConnectionContext() != null) {
      check = client.getConnectionContext().getAttribute(KEY);
    }
    if (check == null) {
      throw new IllegalStateException("a connection without expected host keys");
    }
    return check;
  }

  /** Asked before anything of the user is sent, and again whenever keys are exchanged. */
  static final class Verifier implements ServerKeyVerifier {
    @Override
    public boolean verifyServerKey(ClientSession session, SocketAddress address, PublicKey key) {
      return of(session).believe(key);
    }
  }

  /** Sees a connection before anything is sent on it. */
  static final class Listener implements SessionListener {
    @Override
    public void sessionCreated(Session session) {
      session.setSignatureFactories(
          Algorithms.signatures(of(session).expected.stream().map(HostKey::kind).toList()));
    }

    @Override
    public void sessionNegotiationEnd(
        Session session,
        Map<KexProposalOption, String> clientProposal,
        Map<KexProposalOption, String> serverProposal,
        Map<KexProposalOption, String> negotiatedOptions,
        @Nullable Throwable reason) {
      if (reason != null) {
        of(session).compare(serverProposal.get(KexProposalOption.SERVERKEYS));
      }
    }
  }
}
