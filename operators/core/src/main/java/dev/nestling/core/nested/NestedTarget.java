package dev.nestling.core.nested;

import dev.nestling.core.https.HttpsTarget;
import dev.nestling.core.pki.KeyPair;
import java.net.URI;
import java.util.Optional;

/**
 * Where and as whom a nested API server is asked.
 *
 * @param url https, host and port; nothing behind them
 * @param caPem the only authority that is trusted
 * @param client the credentials that are published to the cluster's owner
 * @param tlsServerName the name to verify instead of the URL's host
 */
public record NestedTarget(URI url, String caPem, KeyPair client, Optional<String> tlsServerName) {

  /** The same for a client of HTTPS. */
  public HttpsTarget https() {
    return new HttpsTarget(url, caPem, client, tlsServerName);
  }
}
