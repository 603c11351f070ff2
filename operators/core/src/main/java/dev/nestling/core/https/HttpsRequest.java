package dev.nestling.core.https;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * One request on one connection. It goes to no proxy, follows no redirect and resumes no session,
 * so that every answer proves the certificate that the server has now. Read timeouts start anew
 * with every byte; therefore a watchdog closes the socket when the patience is over.
 */
record HttpsRequest(HttpsTarget target, SSLContext context, Duration patience) {
  private static final int HTTPS_PORT = 443;

  HttpAnswer ask(HttpQuestion question, HostAddresses addresses) throws IOException {
    long deadline = System.nanoTime() + patience.toNanos();
    URI url = target.url();
    InetAddress address = addresses.resolve(host(url), patience);
    try (var raw = new Socket(Proxy.NO_PROXY)) {
      Thread watchdog = closeAt(deadline, raw);
      try {
        int port = url.getPort() < 0 ? HTTPS_PORT : url.getPort();
        raw.connect(new InetSocketAddress(address, port), millisUntil(deadline));
        raw.setSoTimeout(millisUntil(deadline));
        return exchange(raw, question);
      } catch (IOException e) {
        if (System.nanoTime() >= deadline) {
          throw new SocketTimeoutException();
        }
        throw e;
      } finally {
        watchdog.interrupt();
      }
    }
  }

  private HttpAnswer exchange(Socket raw, HttpQuestion question) throws IOException {
    String name = target.tlsServerName().orElse(host(target.url()));
    var factory = context.getSocketFactory();
    try (var socket = (SSLSocket) factory.createSocket(raw, name, raw.getPort(), true)) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
      if (!HostAddresses.isLiteral(name)) {
        parameters.setServerNames(List.of(new SNIHostName(name)));
      }
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      socket.getSession().invalidate();
      socket.getOutputStream().write(question.bytes(target.url().getRawAuthority()));
      socket.getOutputStream().flush();
      return HttpAnswer.read(socket.getInputStream(), question.expected().maxBytes());
    }
  }

  private static Thread closeAt(long deadline, Socket socket) {
    return Thread.ofVirtual()
        .name("https-watchdog")
        .start(
            () -> {
              try {
                Thread.sleep(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
                socket.close();
              } catch (InterruptedException | IOException e) {
                // The request was faster, or the socket is closed already: both are what we want.
              }
            });
  }

  private static int millisUntil(long deadline) throws SocketTimeoutException {
    long millis = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
    if (millis <= 0) {
      throw new SocketTimeoutException();
    }
    return Math.toIntExact(millis);
  }

  /** Without the brackets of an IPv6 literal. */
  private static String host(URI url) {
    String host = url.getHost();
    if (host == null) {
      throw new IllegalArgumentException("no host in " + url);
    }
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }
}
