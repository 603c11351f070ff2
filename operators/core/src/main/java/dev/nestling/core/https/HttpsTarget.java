package dev.nestling.core.https;

import dev.nestling.core.pki.KeyPair;
import java.net.URI;
import java.util.Optional;

/**
 * Where and as whom a server is asked.
 *
 * @param url https, host and port; nothing behind them
 * @param caPem the only authority that is trusted
 * @param client the credentials that are shown
 * @param tlsServerName the name to verify instead of the URL's host
 */
public record HttpsTarget(URI url, String caPem, KeyPair client, Optional<String> tlsServerName) {}
