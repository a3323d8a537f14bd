package dev.skein.runtime.worker;

import dev.skein.runtime.task.QueryId;
import dev.skein.runtime.task.Quoting;
import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import dev.skein.runtime.task.TableSource.ParquetTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * One open DuckDB database and the connections that tasks borrow from it.
 *
 * <p>A file is attached READ_ONLY, under the name {@code skein_data}, to a DuckDB instance in
 * memory. So the file cannot change under us (DuckDB's lock keeps writers of other processes out),
 * other readers are welcome, the instance has limits of its own, and it has a place for temporary
 * tables. Only where this JVM already has the file open for writing is that instance shared
 * instead: DuckDB allows one per process. Then data may change, and {@link #pin} gives a query one
 * snapshot.
 */
public final class DuckDbDatabase implements AutoCloseable {
  /** The catalog under which a file is attached. */
  private static final String CATALOG = "skein_data";

  /** The catalog, in memory, that holds rows handed from stage to stage. */
  static final String EXCHANGE = "skein_exchange";

  private static final int PIN_ATTEMPTS = 100;

  /** How often a file may be replaced by another one while it is opened. */
  private static final int OPEN_ATTEMPTS = 10;

  private final String displayName;
  private final DuckDBConnection root;
  private final String catalog;
  private final boolean immutable;
  private final boolean keeping;
  private final @Nullable FileVersion version;
  private final Optional<Path> dataRoot;
  private final Deque<TaskConnection> idle = new ConcurrentLinkedDeque<>();

  /** Those whose last task read streams: the next such task finds their settings as it needs. */
  private final Deque<TaskConnection> merging = new ConcurrentLinkedDeque<>();

  private final Map<QueryId, Deque<TaskConnection>> pinned = new ConcurrentHashMap<>();
  private volatile boolean closed;

  private DuckDbDatabase(
      String displayName,
      DuckDBConnection root,
      String catalog,
      boolean immutable,
      boolean keeping,
      @Nullable FileVersion version,
      Optional<Path> dataRoot) {
    this.displayName = displayName;
    this.root = root;
    this.catalog = catalog;
    this.immutable = immutable;
    this.keeping = keeping;
    this.version = version;
    this.dataRoot = dataRoot;
  }

  /**
   * Opens a database file for reading.
   *
   * @param shared whether to use, from the start, the read-write instance of this process
   */
  public static DuckDbDatabase open(Path file, boolean shared, DuckDbSettings settings) {
    JvmFlags.check();
    if (Files.isDirectory(file)) {
      throw new SkeinException(
          Kind.USER, file + " is a folder and no database file; check the operand 'database'");
    }
    if (!Files.isRegularFile(file)) {
      throw new SkeinException(
          Kind.USER, "There is no database file " + file + "; check the operand 'database'");
    }
    if (shared) {
      return openShared(file, settings);
    }
    try {
      DuckDBConnection root = openInstance("jdbc:duckdb:", settings);
      try {
        return attach(root, file, settings);
      } catch (SQLException | RuntimeException e) {
        root.close();
        if (String.valueOf(e.getMessage()).contains("already attached")) {
          return openShared(file, settings);
        }
        throw e;
      }
    } catch (SQLException e) {
      new LimitsCheck("the operand 'memoryLimit'", "the limit for its temporary files")
          .check(settings.memoryLimit(), settings.maxTempSize());
      throw new SkeinException(
          Kind.USER, "Cannot open the database file " + file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Attaches the file, and reads its version only then: nobody can change it any more, and where
   * this process has it open for writing its descriptors are left alone.
   */
  private static DuckDbDatabase attach(DuckDBConnection root, Path file, DuckDbSettings settings)
      throws SQLException {
    for (int attempt = 0; attempt < OPEN_ATTEMPTS; attempt++) {
      Object key = FileVersion.key(file);
      run(root, "ATTACH " + Quoting.literal(file.toString()) + " AS " + CATALOG + " (READ_ONLY)");
      FileVersion version = FileVersion.hold(file);
      try {
        if (version.isOf(key)) {
          lockDown(root, settings);
          return new DuckDbDatabase(
              file.toString(),
              root,
              CATALOG,
              true,
              isSelfContained(root),
              version,
              settings.dataRoot());
        }
      } catch (SQLException | RuntimeException e) {
        version.close();
        throw e;
      }
      version.close();
      run(root, "DETACH " + CATALOG);
    }
    throw new SQLException("it is replaced again and again");
  }

  /** Whether no view or macro reads anything but tables, so that what is read never changes. */
  private static boolean isSelfContained(DuckDBConnection root) throws SQLException {
    String sources =
        "SELECT sql FROM duckdb_views() WHERE NOT internal"
            + " UNION ALL SELECT macro_definition FROM duckdb_functions()"
            + " WHERE NOT internal AND macro_definition IS NOT NULL";
    try (Statement statement = root.createStatement();
        ResultSet rows = statement.executeQuery(sources)) {
      while (rows.next()) {
        if (TaskConnection.REMEMBERED.matcher(rows.getString(1)).find()) {
          return false;
        }
      }
    }
    return true;
  }

  /**
   * Opens a database in the memory of this process.
   *
   * @param name empty for a private one; otherwise whoever in this JVM opens {@code
   *     jdbc:duckdb::memory:name} sees the same
   */
  public static DuckDbDatabase openInMemory(String name, DuckDbSettings settings) {
    JvmFlags.check();
    try {
      DuckDBConnection root =
          name.isEmpty()
              ? openInstance("jdbc:duckdb:", settings)
              : connect("jdbc:duckdb::memory:" + name, new Properties());
      String catalog = queryString(root, "SELECT current_database()");
      run(root, "ATTACH IF NOT EXISTS ':memory:' AS " + EXCHANGE);
      return new DuckDbDatabase(
          ":memory:" + name, root, catalog, false, false, null, settings.dataRoot());
    } catch (SQLException e) {
      throw new SkeinException(
          Kind.USER, "Cannot open the database :memory:" + name + ": " + e.getMessage(), e);
    }
  }

  private static DuckDbDatabase openShared(Path file, DuckDbSettings settings) {
    String url = "jdbc:duckdb:" + file;
    try {
      DuckDBConnection root = connect(url, new Properties());
      String catalog = queryString(root, "SELECT current_database()");
      run(root, "ATTACH IF NOT EXISTS ':memory:' AS " + EXCHANGE);
      return new DuckDbDatabase(
          file.toString(), root, catalog, false, false, null, settings.dataRoot());
    } catch (SQLException e) {
      throw new SkeinException(
          Kind.USER,
          "Cannot open the database file "
              + file
              + " beside the connections that this process has to it: "
              + e.getMessage(),
          e);
    }
  }

  private static DuckDBConnection openInstance(String url, DuckDbSettings settings)
      throws SQLException {
    Properties properties = new Properties();
    settings.memoryLimit().ifPresent(limit -> properties.put("memory_limit", limit));
    settings.tempDirectory().ifPresent(dir -> properties.put("temp_directory", dir.toString()));
    settings.maxTempSize().ifPresent(size -> properties.put("max_temp_directory_size", size));
    if (settings.threads() > 0) {
      properties.put("threads", Integer.toString(settings.threads()));
    }
    properties.put("autoinstall_known_extensions", "false");
    properties.put("allow_community_extensions", "false");
    return connect(url, properties);
  }

  /** After this, SQL reads nothing but the attached file and the data root. */
  private static void lockDown(DuckDBConnection root, DuckDbSettings settings) throws SQLException {
    run(root, "ATTACH ':memory:' AS " + EXCHANGE);
    if (settings.dataRoot().isPresent()) {
      String dir = Quoting.literal(settings.dataRoot().get().toString());
      run(root, "SET allowed_directories = [" + dir + "]");
      run(root, "SET GLOBAL file_search_path = " + dir);
    }
    run(root, "SET enable_external_access = false");
    run(
        root,
        "SET allowed_configs = ['TimeZone', 'arrow_lossless_conversion',"
            + " 'jdbc_stream_results', 'search_path', 'schema', 'enable_profiling',"
            + " 'profiling_mode', 'profiling_output', 'operator_memory_limit']");
    run(root, "SET lock_configuration = true");
  }

  private static DuckDBConnection connect(String url, Properties properties) throws SQLException {
    return DriverManager.getConnection(url, properties).unwrap(DuckDBConnection.class);
  }

  /** Whether nobody can write to it while it is open here. */
  public boolean isImmutable() {
    return immutable;
  }

  /** The file's {@link FileVersion} when it was opened; empty where data may change. */
  public String version() {
    return version == null ? "" : version.text();
  }

  /** The directory that names of files are relative to, if there is one. */
  public Optional<Path> dataRoot() {
    return dataRoot;
  }

  /** The name of the catalog that unqualified names resolve in. */
  public String catalog() {
    return catalog;
  }

  @Override
  public String toString() {
    return displayName;
  }

  /**
   * Begins a query. Where data may change, opens connections whose transactions all see the same
   * state, which {@link #borrow} hands out for this query until {@link #unpin}.
   *
   * <p>A DuckDB transaction takes its start time from a counter that every commit of changes
   * advances too. Transactions begun one after the other whose start times have no gap therefore
   * had no commit between them; otherwise they are begun again.
   */
  public void pin(QueryId query, int connections) {
    if (immutable) {
      return;
    }
    List<DuckDBConnection> opened = new ArrayList<>();
    try {
      for (int i = 0; i < connections; i++) {
        DuckDBConnection connection = newConnection();
        opened.add(connection);
        connection.setAutoCommit(false);
      }
      synchronized (this) {
        for (int attempt = 0; attempt < PIN_ATTEMPTS; attempt++) {
          if (beginTogether(opened)) {
            Deque<TaskConnection> own = new ConcurrentLinkedDeque<>();
            opened.forEach(connection -> own.add(new TaskConnection(connection, false)));
            pinned.put(query, own);
            return;
          }
        }
      }
      throw new SkeinException(
          Kind.OVERLOADED,
          "Query " + query + " found no moment without a commit to begin at; try again");
    } catch (SQLException e) {
      opened.forEach(DuckDbDatabase::closeQuietly);
      throw DuckDbFailure.translate("Beginning query " + query + " on " + this, e);
    } catch (RuntimeException e) {
      opened.forEach(DuckDbDatabase::closeQuietly);
      throw e;
    }
  }

  private static boolean beginTogether(List<DuckDBConnection> connections) throws SQLException {
    for (DuckDBConnection connection : connections) {
      connection.rollback();
    }
    long expected = -1;
    for (DuckDBConnection connection : connections) {
      long started = Long.parseLong(queryString(connection, "SELECT txid_current()"));
      if (expected >= 0 && started != expected) {
        return false;
      }
      expected = started + 1;
    }
    return true;
  }

  /** Ends what {@link #pin} began. */
  public void unpin(QueryId query) {
    Deque<TaskConnection> connections = pinned.remove(query);
    if (connections != null) {
      connections.forEach(DuckDbDatabase::closeQuietly);
    }
  }

  /**
   * A connection for one statement, if possible one that has it prepared; {@link #giveBack} takes
   * it again. Never waits.
   *
   * @param readsStreams whether streams of rows are shown to the statement
   */
  TaskConnection borrow(QueryId query, String sql, boolean readsStreams) throws SQLException {
    if (closed) {
      throw new SkeinException(Kind.USER, "The database " + this + " is closed");
    }
    if (!immutable) {
      Deque<TaskConnection> own = pinned.get(query);
      TaskConnection connection = own == null ? null : own.poll();
      if (connection == null) {
        throw new SkeinException(
            Kind.INTERNAL, "Query " + query + " runs more tasks at once than it began with");
      }
      return connection;
    }
    Deque<TaskConnection> pool = readsStreams ? merging : idle;
    Optional<TaskConnection> prepared = pool.stream().filter(c -> c.keeps(sql)).findFirst();
    if (prepared.isPresent() && pool.remove(prepared.get())) {
      return prepared.get();
    }
    TaskConnection connection = pool.poll();
    return connection != null ? connection : new TaskConnection(newConnection(), keeping);
  }

  /**
   * Takes back what {@link #borrow} gave.
   *
   * @param usable whether its last statement ended well; a failure ends a connection's transaction
   */
  void giveBack(QueryId query, TaskConnection connection, boolean usable) {
    Deque<TaskConnection> home =
        !immutable ? pinned.get(query) : connection.returnsStreams() ? idle : merging;
    if (usable && home != null && !closed) {
      home.push(connection);
    } else {
      connection.close();
    }
  }

  /** A connection of its own for the caller, who closes it: for metadata. */
  public DuckDBConnection newConnection() throws SQLException {
    DuckDBConnection connection = root.duplicate().unwrap(DuckDBConnection.class);
    try {
      prepare(connection);
      return connection;
    } catch (SQLException | RuntimeException e) {
      closeQuietly(connection);
      throw e;
    }
  }

  private void prepare(DuckDBConnection connection) throws SQLException {
    run(connection, "USE " + Quoting.identifier(catalog));
    run(connection, "SET arrow_lossless_conversion = true");
    run(connection, "SET jdbc_stream_results = true");
    if (dataRoot.isPresent()) {
      run(
          connection,
          "SET VARIABLE "
              + ParquetTable.ROOT_VARIABLE
              + " = "
              + Quoting.literal(dataRoot.get().toString()));
    }
  }

  @Override
  public void close() {
    closed = true;
    for (Deque<TaskConnection> pool : List.of(idle, merging)) {
      for (TaskConnection c = pool.poll(); c != null; c = pool.poll()) {
        closeQuietly(c);
      }
    }
    pinned.keySet().forEach(this::unpin);
    closeQuietly(root);
    closeQuietly(version); // not before DuckDB has closed the file
  }

  static void closeQuietly(@Nullable AutoCloseable closeable) {
    try {
      if (closeable != null) {
        closeable.close();
      }
    } catch (Exception e) {
      // A connection or statement that fails to close holds nothing that close() could still free.
      org.slf4j.LoggerFactory.getLogger(DuckDbDatabase.class).debug("close failed", e);
    }
  }

  static void run(DuckDBConnection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String queryString(DuckDBConnection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
