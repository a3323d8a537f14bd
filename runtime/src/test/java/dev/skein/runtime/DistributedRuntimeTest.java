package dev.skein.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skein.runtime.exchange.BatchStream;
import dev.skein.runtime.flight.WorkerOptions;
import dev.skein.runtime.flight.WorkerServer;
import dev.skein.runtime.flight.security.TlsFiles;
import dev.skein.runtime.schedule.SchedulePolicy;
import dev.skein.runtime.split.SplitPlan;
import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import dev.skein.runtime.task.SqlTemplate;
import dev.skein.runtime.task.Stage;
import dev.skein.runtime.task.Stage.Branch;
import dev.skein.runtime.task.Stage.Driver;
import dev.skein.runtime.task.Stage.Placement;
import dev.skein.runtime.task.StageGraph;
import dev.skein.runtime.task.StageGraph.ExecutionMode;
import dev.skein.runtime.task.StageGraph.MergeStrategy;
import dev.skein.runtime.task.TableSource.DuckDbTable;
import dev.skein.runtime.worker.DuckDbSettings;
import io.netty.pkitesting.CertificateBuilder;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorLoader;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DistributedRuntimeTest {
  private static final int ROWS = 500_000;
  private static final Driver T = new Driver(new DuckDbTable("main", "t"), List.of());
  private static final QueryRequest REQUEST = new QueryRequest("the user's text", List.of());

  @TempDir Path dir;
  private Path file;

  @BeforeEach
  void createDatabase() throws Exception {
    file = dir.resolve("data.duckdb");
    try (Connection c = DriverManager.getConnection("jdbc:duckdb:" + file);
        Statement s = c.createStatement()) {
      s.execute("CREATE TABLE t AS SELECT range AS i FROM range(" + ROWS + ")");
    }
  }

  private DistributedRuntime open(int workers, boolean readOnly) {
    return DistributedRuntime.open(
        new RuntimeConfig(
            "test",
            Optional.of(file),
            "",
            workers,
            List.of(),
            4,
            false,
            readOnly,
            Optional.empty(),
            DuckDbSettings.DEFAULTS));
  }

  /** Two worker processes' worth of servers, in this process. */
  private List<WorkerServer> startServers() {
    URI anyPort = URI.create("grpc://127.0.0.1:0");
    return List.of(
        WorkerServer.start(WorkerOptions.builder(anyPort, dir).slots(1).build()),
        WorkerServer.start(WorkerOptions.builder(anyPort, dir).slots(1).build()));
  }

  private DistributedRuntime openRemote(List<WorkerServer> servers) {
    return DistributedRuntime.open(
        new RuntimeConfig(
            "test",
            Optional.of(file),
            "",
            0,
            servers.stream().map(server -> server.location().toString()).toList(),
            4,
            false,
            true,
            Optional.empty(),
            DuckDbSettings.DEFAULTS));
  }

  private static Branch scan(String from) {
    return new Branch(new SqlTemplate(List.of("SELECT i FROM ", ""), from), Optional.of(T));
  }

  private static StageGraph graph(Stage... stages) {
    return new StageGraph(
        List.of(stages), ExecutionMode.ROW_GROUP_PARTITION, MergeStrategy.CONCATENATE, "because");
  }

  private static Stage workers(Branch... branches) {
    return new Stage(0, List.of(branches), List.of(), Placement.WORKERS);
  }

  private static List<Long> read(DistributedRuntime runtime, BatchStream stream) {
    List<Long> values = new ArrayList<>();
    try (stream;
        VectorSchemaRoot root = VectorSchemaRoot.create(stream.schema(), runtime.allocator())) {
      for (ArrowRecordBatch batch = stream.next(); batch != null; batch = stream.next()) {
        new VectorLoader(root).load(batch);
        batch.close();
        BigIntVector column = (BigIntVector) root.getVector(0);
        for (int i = 0; i < column.getValueCount(); i++) {
          values.add(column.get(i));
        }
      }
    }
    assertEquals(0, runtime.allocator().getAllocatedMemory());
    return values;
  }

  private static List<Long> range(long to) {
    return LongStream.range(0, to).boxed().toList();
  }

  @Test
  void tasksFollowRowGroupsAndRowsKeepTheirOrder() {
    for (boolean readOnly : new boolean[] {true, false}) {
      try (DistributedRuntime runtime = open(2, readOnly)) {
        SplitPlan plan = runtime.cut(T);
        assertEquals(5, plan.splits().size());
        assertEquals(range(ROWS), read(runtime, runtime.start(graph(workers(scan("t"))), REQUEST)));
      }
    }
  }

  @Test
  void theBranchesOfAUnionAreTasksOfOneStage() {
    try (DistributedRuntime runtime = open(3, true)) {
      List<Long> twice = new ArrayList<>(range(ROWS));
      twice.addAll(range(ROWS));
      assertEquals(
          twice, read(runtime, runtime.start(graph(workers(scan("t"), scan("t"))), REQUEST)));
    }
  }

  @Test
  void withoutWorkersTheCoordinatorRunsOneTask() {
    try (DistributedRuntime runtime = open(0, true)) {
      assertEquals(0, runtime.cluster().slots());
      assertEquals(range(ROWS), read(runtime, runtime.start(graph(workers(scan("t"))), REQUEST)));
    }
  }

  @Test
  void aCoordinatorStageReadsWhatTheWorkersSend() {
    try (DistributedRuntime runtime = open(2, true)) {
      Branch partial =
          new Branch(
              new SqlTemplate(List.of("SELECT count(*) AS n FROM ", ""), "t"), Optional.of(T));
      Branch combine =
          new Branch(SqlTemplate.of("SELECT sum(n)::BIGINT FROM skein_stage_0"), Optional.empty());
      StageGraph graph =
          graph(
              new Stage(0, List.of(partial), List.of(), Placement.WORKERS),
              new Stage(1, List.of(combine), List.of(0), Placement.COORDINATOR));
      assertEquals(List.of((long) ROWS), read(runtime, runtime.start(graph, REQUEST)));
    }
  }

  /** Stage 1 runs on the workers and reads the whole output of stage 0. */
  private static StageGraph graphWithBroadcast() {
    Branch few =
        new Branch(
            new SqlTemplate(List.of("SELECT i AS k FROM ", " WHERE i % 50000 = 7"), "t"),
            Optional.of(T));
    Branch join =
        new Branch(
            new SqlTemplate(
                List.of("SELECT i FROM ", " AS t JOIN skein_stage_0 s ON t.i = s.k"), "t"),
            Optional.of(T));
    return graph(
        new Stage(0, List.of(few), List.of(), Placement.WORKERS),
        new Stage(1, List.of(join), List.of(0), Placement.WORKERS));
  }

  private static final List<Long> BROADCAST =
      LongStream.range(0, 10).map(i -> i * 50000 + 7).boxed().toList();

  @Test
  void tasksOnWorkersReadTheWholeOutputOfOtherStages() {
    for (boolean readOnly : new boolean[] {true, false}) {
      try (DistributedRuntime runtime = open(2, readOnly)) {
        for (int i = 0; i < 3; i++) {
          assertEquals(
              BROADCAST, sorted(read(runtime, runtime.start(graphWithBroadcast(), REQUEST))));
        }
      }
    }
  }

  private static List<Long> sorted(List<Long> values) {
    return values.stream().sorted().toList();
  }

  @Test
  void remoteWorkersAnswerTheSame() {
    List<WorkerServer> servers = startServers();
    try (DistributedRuntime runtime = openRemote(servers)) {
      assertEquals(2, runtime.cluster().slots());
      assertEquals(range(ROWS), read(runtime, runtime.start(graph(workers(scan("t"))), REQUEST)));
      assertEquals(BROADCAST, sorted(read(runtime, runtime.start(graphWithBroadcast(), REQUEST))));
      assertEquals(2, runtime.workers().size());
      assertEquals(2, runtime.history().queries().size());
      assertEquals(
          "FINISHED",
          runtime.history().attempts().get(0).state().name(),
          runtime.history().attempts().toString());
    }
    servers.forEach(WorkerServer::close);
  }

  @Test
  void theLayoutOfATableIsItsRowGroups() {
    try (DistributedRuntime runtime = open(1, true)) {
      assertEquals(ROWS, runtime.layout(T.table()).rows());
      assertTrue(runtime.layout(T.table()).rowGroups().size() > 1);
    }
  }

  // ---- What it refuses to start with

  private DistributedRuntime open(List<String> endpoints, DuckDbSettings settings, TlsFiles tls) {
    return DistributedRuntime.open(
        new RuntimeConfig(
            "test",
            Optional.of(file),
            "",
            1,
            endpoints,
            4,
            false,
            true,
            Optional.empty(),
            settings,
            SchedulePolicy.DEFAULTS,
            Optional.empty(),
            tls,
            QueryLimits.NONE));
  }

  @Test
  void aDirectoryToSpillToThatCannotBeMadeIsNamedAtOnce() {
    Path inAFile = file.resolve("temp");
    DuckDbSettings settings =
        new DuckDbSettings(
            Optional.empty(), Optional.of(inAFile), Optional.empty(), 0, Optional.empty());
    SkeinException e =
        assertThrows(SkeinException.class, () -> open(List.of(), settings, TlsFiles.NONE).close());
    assertEquals(Kind.USER, e.kind());
    assertTrue(e.getMessage().contains(inAFile + ":"), e.getMessage());
    assertTrue(e.getMessage().contains("tempDirectory"), e.getMessage());
  }

  @Test
  void anAddressThatIsNoneLeavesNoThreadThatWatchesCertificates() throws Exception {
    Path authorities = dir.resolve("ca.pem");
    Files.writeString(
        authorities,
        new CertificateBuilder()
            .subject("CN=authority")
            .setIsCertificateAuthority(true)
            .buildSelfSigned()
            .getCertificatePEM());
    TlsFiles tls = new TlsFiles(Optional.empty(), Optional.empty(), Optional.of(authorities));
    assertThrows(
        SkeinException.class,
        () -> open(List.of("grpc+tls:nowhere"), DuckDbSettings.DEFAULTS, tls).close());
    while (Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().startsWith("skein-certificates"))) {
      Thread.sleep(1); // until the time-out of the test interrupts it
    }
  }
}
