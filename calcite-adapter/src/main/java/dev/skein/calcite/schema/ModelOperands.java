package dev.skein.calcite.schema;

import dev.skein.calcite.rel.DistributedConvention.Distribution;
import dev.skein.runtime.RuntimeConfig;
import dev.skein.runtime.worker.DuckDbSettings;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The operands of a schema in a model file, checked. */
final class ModelOperands {
  /** The operand that Calcite adds: the folder of the model file. */
  private static final String BASE_DIRECTORY = "baseDirectory";

  private static final Map<String, String> KNOWN =
      new TreeMap<>(
          Map.of(
              "database", "a DuckDB file, relative to the model file or absolute, or \":memory:\"",
              "schema", "the DuckDB schema, default \"main\"",
              "workers",
                  "a number of embedded workers, or a list of \"grpc://host:port\"; default: the"
                      + " number of cores",
              "tasksPerSlot", "at most so many tasks a stage for each slot, default 4",
              "distribution", "\"auto\", \"always\" or \"never\"",
              "memoryLimit", "DuckDB's memory limit, e.g. \"4GB\"",
              "tempDirectory", "the folder DuckDB spills to, relative to the model file",
              "readOnly", "true or false, default true",
              "dataRoot", "the folder that remote workers have as --data"));

  private final String schemaName;
  private final Map<String, Object> operands;

  ModelOperands(String schemaName, Map<String, Object> operands) {
    this.schemaName = schemaName;
    this.operands = operands;
    for (String name : operands.keySet()) {
      // Calcite adds operands of its own: modelUri, baseDirectory and tables.
      if (!KNOWN.containsKey(name)
          && !List.of("modelUri", BASE_DIRECTORY, "tables").contains(name)) {
        throw error(name, "is not known");
      }
    }
  }

  String duckDbSchema() {
    return text("schema").orElse("main");
  }

  Distribution distribution() {
    String value = text("distribution").orElse("auto");
    for (Distribution distribution : Distribution.values()) {
      if (distribution.name().toLowerCase(Locale.ROOT).equals(value)) {
        return distribution;
      }
    }
    throw error("distribution", "is \"" + value + "\"");
  }

  RuntimeConfig runtimeConfig() {
    String database = text("database").orElseThrow(() -> error("database", "is missing"));
    boolean inMemory = database.startsWith(":memory:");
    Optional<Path> file = inMemory ? Optional.empty() : Optional.of(path(database));
    Object workers = operands.get("workers");
    int embedded = Runtime.getRuntime().availableProcessors();
    List<String> endpoints = List.of();
    if (workers instanceof List<?> list) {
      endpoints = endpoints(list);
      embedded = 0;
      if (inMemory && !endpoints.isEmpty()) {
        throw error("workers", "are remote, which a database in memory cannot reach");
      }
    } else if (workers != null) {
      embedded = number("workers", workers, 0);
    }
    Object tasksPerSlot = operands.get("tasksPerSlot");
    return new RuntimeConfig(
        schemaName,
        file,
        inMemory ? database.substring(":memory:".length()) : "",
        embedded,
        endpoints,
        tasksPerSlot == null ? 4 : number("tasksPerSlot", tasksPerSlot, 1),
        distribution() == Distribution.ALWAYS,
        flag("readOnly").orElse(true),
        text("dataRoot").map(this::path).or(() -> file.map(f -> f.toAbsolutePath().getParent())),
        new DuckDbSettings(
            text("memoryLimit"),
            text("tempDirectory").map(this::path),
            Optional.empty(),
            0,
            Optional.empty()));
  }

  private List<String> endpoints(List<?> list) {
    List<String> endpoints = new ArrayList<>();
    for (Object endpoint : list) {
      if (!(endpoint instanceof String text) || !text.matches("grpc(\\+tls)?://[^/\\s]+:\\d+")) {
        throw error("workers", "has the entry " + endpoint);
      }
      endpoints.add(text);
    }
    return endpoints;
  }

  private Path path(String text) {
    Path path = Path.of(text);
    Object base = operands.get(BASE_DIRECTORY);
    if (path.isAbsolute() || base == null) {
      return path.toAbsolutePath().normalize();
    }
    Path folder = base instanceof File f ? f.toPath() : Path.of(base.toString());
    return folder.resolve(path).toAbsolutePath().normalize();
  }

  private Optional<String> text(String name) {
    Object value = operands.get(name);
    if (value == null) {
      return Optional.empty();
    }
    if (!(value instanceof String text) || text.isEmpty()) {
      throw error(name, "is " + show(value));
    }
    return Optional.of(text);
  }

  private Optional<Boolean> flag(String name) {
    Object value = operands.get(name);
    if (value == null) {
      return Optional.empty();
    }
    if (!(value instanceof Boolean flag)) {
      throw error(name, "is " + show(value));
    }
    return Optional.of(flag);
  }

  private int number(String name, Object value, int least) {
    if (!(value instanceof Integer number) || number < least || number > 10_000) {
      throw error(name, "is " + show(value));
    }
    return number;
  }

  private static String show(@Nullable Object value) {
    return value instanceof String text ? "\"" + text + "\"" : String.valueOf(value);
  }

  private IllegalArgumentException error(String name, String problem) {
    StringBuilder message =
        new StringBuilder("Operand '" + name + "' of schema '" + schemaName + "' " + problem);
    if (KNOWN.containsKey(name)) {
      message.append("; it must be ").append(KNOWN.get(name));
    }
    message.append(". The operands are:");
    KNOWN.forEach(
        (known, meaning) -> message.append("\n  ").append(known).append(": ").append(meaning));
    return new IllegalArgumentException(message.toString());
  }
}
