package dev.skein.calcite.schema;

import dev.skein.calcite.rel.DistributedConvention.Distribution;
import dev.skein.runtime.QueryLimits;
import dev.skein.runtime.RuntimeConfig;
import dev.skein.runtime.flight.security.TlsFiles;
import dev.skein.runtime.schedule.AdmissionPolicy;
import dev.skein.runtime.schedule.RetryPolicy;
import dev.skein.runtime.schedule.SchedulePolicy;
import dev.skein.runtime.worker.DuckDbSettings;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The operands of a schema in a model file, checked. */
final class ModelOperands {
  /** The operand that Calcite adds: the folder of the model file. */
  private static final String BASE_DIRECTORY = "baseDirectory";

  private static final Map<String, String> KNOWN =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry(
                  "database",
                  "a DuckDB file, relative to the model file or absolute, or \":memory:\""),
              Map.entry("schema", "the DuckDB schema, default \"main\""),
              Map.entry(
                  "workers",
                  "a number of embedded workers, or a list of \"grpc://host:port\","
                      + " \"dns+grpc://name:port\" and \"join+grpc://host:port\" (grpc+tls for TLS);"
                      + " default: the number of cores"),
              Map.entry("tasksPerSlot", "at most so many tasks a stage for each slot, default 4"),
              Map.entry("distribution", "\"auto\", \"always\" or \"never\""),
              Map.entry("memoryLimit", "DuckDB's memory limit, e.g. \"4GB\""),
              Map.entry("tempDirectory", "the folder DuckDB spills to, relative to the model file"),
              Map.entry("readOnly", "true or false, default true"),
              Map.entry("dataRoot", "the folder that remote workers have as --data"),
              Map.entry(
                  "tokenFile",
                  "a file with the secret for remote workers, relative to the model file"),
              Map.entry(
                  "tlsCa", "a PEM file of who must have signed the certificates of remote workers"),
              Map.entry("tlsCert", "a PEM file with the certificate to show to remote workers"),
              Map.entry("tlsKey", "a PEM file with the private key of tlsCert"),
              Map.entry("maxQueries", "how many queries run at a time, default 100"),
              Map.entry("maxQueuedQueries", "how many more may wait for them, default 200"),
              Map.entry("queueTimeout", "how many seconds one waits, default 60"),
              Map.entry("workerTimeout", "how many seconds a query waits for a worker, default 30"),
              Map.entry("queryTimeout", "after how many seconds each query is cancelled"),
              Map.entry(
                  "queryMemory",
                  "the memory for the sorts and hash tables of each query, e.g. \"1GB\""),
              Map.entry(
                  "parquet",
                  "tables of Parquet files: for each name a file, a folder or a glob, or"
                      + " {\"files\": ..., \"hivePartitioning\": true}")));

  private static final String ADDRESS = "((dns|join)\\+)?grpc(\\+tls)?://[^/\\s]+:\\d+";

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
    String database =
        text("database")
            .or(() -> operands.containsKey("parquet") ? Optional.of(":memory:") : Optional.empty())
            .orElseThrow(() -> error("database", "is missing"));
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
        Optional.of(dataRoot()),
        new DuckDbSettings(
            text("memoryLimit"),
            text("tempDirectory").map(this::path),
            Optional.empty(),
            0,
            Optional.of(dataRoot())),
        policy(),
        text("tokenFile").map(this::path),
        tls(),
        limits());
  }

  private TlsFiles tls() {
    if (operands.containsKey("tlsCert") != operands.containsKey("tlsKey")) {
      String missing = operands.containsKey("tlsCert") ? "tlsKey" : "tlsCert";
      throw error(missing, "is missing beside the other of the pair");
    }
    return new TlsFiles(
        text("tlsCert").map(this::path),
        text("tlsKey").map(this::path),
        text("tlsCa").map(this::path));
  }

  /** The usual patience, with the limits of the model on how many queries there may be. */
  private SchedulePolicy policy() {
    AdmissionPolicy usual = AdmissionPolicy.DEFAULTS;
    RetryPolicy retries = RetryPolicy.DEFAULTS;
    return SchedulePolicy.DEFAULTS
        .withSpillDirectory(text("tempDirectory").map(this::path))
        .withRetries(retries.withPatience(seconds("workerTimeout").orElse(retries.patience())))
        .withAdmission(
            new AdmissionPolicy(
                count("maxQueries", 1).orElse(usual.running()),
                count("maxQueuedQueries", 0).orElse(usual.queued()),
                seconds("queueTimeout").orElse(usual.patience())));
  }

  private QueryLimits limits() {
    Optional<String> memory = text("queryMemory");
    OptionalLong bytes = OptionalLong.empty();
    if (memory.isPresent()) {
      try {
        bytes = OptionalLong.of(QueryLimits.size(memory.get()));
      } catch (IllegalArgumentException e) {
        throw error("queryMemory", "is \"" + memory.get() + "\"");
      }
    }
    return new QueryLimits(seconds("queryTimeout"), bytes);
  }

  private OptionalInt count(String name, int least) {
    Object value = operands.get(name);
    return value == null ? OptionalInt.empty() : OptionalInt.of(number(name, value, least));
  }

  private Optional<Duration> seconds(String name) {
    Object value = operands.get(name);
    if (value == null) {
      return Optional.empty();
    }
    try {
      if (value instanceof Number number) {
        return Optional.of(QueryLimits.time(number.toString()));
      }
    } catch (IllegalArgumentException e) {
      // Said below, as for a value that is no number at all.
    }
    throw error(name, "is " + show(value));
  }

  /** The folder whose files tasks may read: that of the database, else that of the model file. */
  private Path dataRoot() {
    Optional<Path> folder =
        text("database")
            .filter(database -> !database.startsWith(":memory:"))
            .map(database -> path(database).getParent());
    return text("dataRoot").map(this::path).or(() -> folder).orElseGet(() -> path("."));
  }

  /** The tables of the operand {@code parquet}. */
  List<ParquetFiles> parquet() {
    Object value = operands.get("parquet");
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof Map<?, ?> tables)) {
      throw error("parquet", "is " + show(value));
    }
    List<ParquetFiles> files = new ArrayList<>();
    tables.forEach((name, table) -> files.add(parquet(String.valueOf(name), table)));
    return files;
  }

  private ParquetFiles parquet(String name, @Nullable Object table) {
    if (!(table instanceof Map<?, ?> fields)) {
      return new ParquetFiles(name, patterns(name, table), false, dataRoot());
    }
    if (!List.of("files", "hivePartitioning").containsAll(fields.keySet())) {
      throw error("parquet", "has for '" + name + "' other fields: " + fields.keySet());
    }
    Object hive = fields.get("hivePartitioning");
    if (hive != null && !(hive instanceof Boolean)) {
      throw error("parquet", "has for '" + name + "' hivePartitioning " + show(hive));
    }
    return new ParquetFiles(
        name, patterns(name, fields.get("files")), Boolean.TRUE.equals(hive), dataRoot());
  }

  private List<Path> patterns(String name, @Nullable Object files) {
    List<Path> patterns = new ArrayList<>();
    for (Object each : files instanceof List<?> list ? list : java.util.Arrays.asList(files)) {
      if (!(each instanceof String pattern) || pattern.isEmpty()) {
        throw error("parquet", "has for '" + name + "' the files " + show(files));
      }
      patterns.add(path(pattern));
    }
    return patterns;
  }

  private List<String> endpoints(List<?> list) {
    List<String> endpoints = new ArrayList<>();
    for (Object endpoint : list) {
      if (!(endpoint instanceof String text) || !text.matches(ADDRESS)) {
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
