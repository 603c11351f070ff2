package dev.nestling.lightcluster.objects;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.nestling.core.objects.Role;
import dev.nestling.core.objects.SecretContent;
import dev.nestling.core.references.SecurityFiles;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/** The server's configuration file. */
public final class ServerConfigMap {
  private static final ObjectMapper VALUES = new ObjectMapper().registerModule(new Jdk8Module());

  private ServerConfigMap() {}

  /**
   * @param security what else the server reads
   */
  public static ConfigMap build(
      LightClusterScope scope, ServerConfig config, SecurityFiles security) {
    Map<String, String> files = new TreeMap<>(security.files());
    security.jwt().ifPresent(text -> files.put(ServerConfig.JWT_FILE, text));
    files.put(ServerConfig.FILE, render(config));
    return new ConfigMapBuilder()
        .withMetadata(scope.metadata(scope.names().serverConfig(), Role.SERVER))
        .withData(files)
        .build();
  }

  /** The file's text; equal for equal values. */
  public static String render(ServerConfig config) {
    DumpSettings settings =
        DumpSettings.builder().setDefaultFlowStyle(FlowStyle.BLOCK).setSplitLines(false).build();
    return new Dump(settings).dumpToString(VALUES.convertValue(config, Map.class));
  }

  /**
   * Changes exactly when the server has to start anew to see its configuration; no secret in it.
   *
   * @param datastoreCode of the external datastore's Secret: {@link SecretContent#code}
   * @param securityCode of the files of {@code spec.security}; empty without any
   */
  public static String hash(
      ServerConfig config, Optional<String> datastoreCode, String securityCode) {
    String text =
        render(config) + datastoreCode.map(code -> "datastore " + code).orElse("") + securityCode;
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 16);
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }
}
