package dev.nestling.core.https;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * Asks over HTTPS with blocking sockets; meant for virtual threads, where a waiting socket costs
 * next to nothing. A client of the JDK would keep a selector thread per target, because trust and
 * credentials differ in each.
 */
public final class HttpsClient {
  private static final int KEPT_CONTEXTS = 512;

  private final HostAddresses addresses;

  /** Making one costs more than a handshake; the least recently used go first. */
  private final Map<HttpsTarget, SSLContext> contexts =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<HttpsTarget, SSLContext> eldest) {
          return size() > KEPT_CONTEXTS;
        }
      };

  /** For operators: it connects to everybody but their own machine. */
  public HttpsClient() {
    this(Destinations.ELSEWHERE);
  }

  public HttpsClient(Destinations destinations) {
    this.addresses = new HostAddresses(destinations);
  }

  /**
   * Asks one question on a connection of its own; follows no redirect.
   *
   * @param patience the longest that it may take, from the name's resolution to the last byte
   * @throws java.net.SocketTimeoutException when the patience is over
   * @throws IOException when there was no answer, or none that we read
   * @throws GeneralSecurityException when the credentials can't be used
   */
  public HttpAnswer ask(HttpsTarget target, HttpQuestion question, Duration patience)
      throws IOException, GeneralSecurityException {
    return new HttpsRequest(target, contextOf(target), patience).ask(question, addresses);
  }

  /** Why the server's certificate was not believed, if that is what failed. */
  public static Optional<String> distrust(IOException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateException || cause instanceof CertPathValidatorException) {
        return Optional.of(String.valueOf(cause.getMessage()));
      }
    }
    return Optional.empty();
  }

  private SSLContext contextOf(HttpsTarget target) throws GeneralSecurityException, IOException {
    synchronized (contexts) {
      SSLContext known = contexts.get(target);
      if (known != null) {
        return known;
      }
    }
    SSLContext made = TlsContexts.of(target.caPem(), target.client());
    synchronized (contexts) {
      contexts.put(target, made);
    }
    return made;
  }
}
