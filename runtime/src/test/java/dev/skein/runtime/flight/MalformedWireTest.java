package dev.skein.runtime.flight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.io.ByteStreams;
import com.google.protobuf.ByteString;
import dev.skein.runtime.flight.ControlCodec.Hello;
import dev.skein.runtime.flight.ControlCodec.Load;
import dev.skein.runtime.worker.RemoteWorker;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.apache.arrow.flight.impl.Flight;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.impl.UnionListWriter;
import org.apache.arrow.vector.ipc.WriteChannel;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.ipc.message.IpcOption;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Bytes that no coordinator would send, over a real socket. {@code -Dskein.fuzz.tries=1000000} for
 * the long run, {@code -Dskein.fuzz.seed} to repeat one.
 */
@Timeout(value = 3, unit = TimeUnit.HOURS)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MalformedWireTest {
  private static final int TRIES = Integer.getInteger("skein.fuzz.tries", 400);
  private static final long SEED = Long.getLong("skein.fuzz.seed", 1);
  private static final int CALLS_AT_ONCE = 8;

  /** The heap fills up to where a collection pays; what grows with the calls would be far more. */
  private static final long GROWTH_MEGABYTES = 256;

  /** The body ends with 45 elements and their validity, before them the padded offsets. */
  private static final int LIST_OFFSETS_FROM_END = 45 * Long.BYTES + 8 + 48;

  @TempDir static Path dir;
  private TestData data;
  private WorkerServer server;
  private ManagedChannel channel;
  private String lease;

  /** What a well-formed upload consists of. */
  private List<byte[]> upload;

  @BeforeAll
  void start() throws Exception {
    data = TestData.create(dir);
    server =
        WorkerServer.start(
            WorkerOptions.builder(URI.create("grpc://127.0.0.1:0"), dir).slots(2).build());
    channel =
        NettyChannelBuilder.forAddress("127.0.0.1", server.location().getPort())
            .usePlaintext()
            .build();
    byte[] hello =
        ControlCodec.encode(new Hello("fuzzer", DuckDbVersion.get(), Duration.ofMinutes(5)));
    ByteString answer =
        call("DoAction", MethodType.SERVER_STREAMING, List.of(action(hello))).answer();
    lease =
        ControlCodec.decodeWelcome(Flight.Result.parseFrom(answer).getBody().toByteArray()).lease();
    upload = wellFormedUpload();
  }

  /** The server's close checks that its allocator is empty. */
  @AfterAll
  void nothingLeaks() {
    channel.shutdownNow();
    server.close();
  }

  private static byte[] action(byte[] hello) {
    return Flight.Action.newBuilder()
        .setType(Protocol.HELLO)
        .setBody(ByteString.copyFrom(hello))
        .build()
        .toByteArray();
  }

  /** How a call ended. */
  private record Ended(Status status, ByteString answer) {}

  private static final Marshaller<byte[]> BYTES =
      new Marshaller<>() {
        @Override
        public InputStream stream(byte[] value) {
          return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
          try {
            return ByteStreams.toByteArray(stream);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }
      };

  private Ended call(String method, MethodType type, List<byte[]> messages) throws Exception {
    return start(method, type, messages).get(30, TimeUnit.SECONDS);
  }

  private CompletableFuture<Ended> start(String method, MethodType type, List<byte[]> messages) {
    ClientCall<byte[], byte[]> call =
        channel.newCall(
            MethodDescriptor.<byte[], byte[]>newBuilder(BYTES, BYTES)
                .setFullMethodName("arrow.flight.protocol.FlightService/" + method)
                .setType(type)
                .build(),
            CallOptions.DEFAULT);
    CompletableFuture<Ended> ended = new CompletableFuture<>();
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    Metadata headers = new Metadata();
    if (lease != null) {
      headers.put(Protocol.LEASE_HEADER, lease);
    }
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onMessage(byte[] message) {
            answer.writeBytes(message);
            call.request(1);
          }

          @Override
          public void onClose(Status status, Metadata trailers) {
            ended.complete(new Ended(status, ByteString.copyFrom(answer.toByteArray())));
          }
        },
        headers);
    call.request(1);
    messages.forEach(call::sendMessage);
    call.halfClose();
    return ended;
  }

  private Ended put(List<byte[]> messages) throws Exception {
    return call("DoPut", MethodType.BIDI_STREAMING, messages);
  }

  private List<byte[]> wellFormedUpload() throws Exception {
    try (BufferAllocator allocator = new RootAllocator();
        BigIntVector numbers = new BigIntVector("i", allocator);
        VarCharVector texts = new VarCharVector("s", allocator);
        ListVector lists = ListVector.empty("l", allocator)) {
      UnionListWriter writer = lists.getWriter();
      for (int i = 0; i < 10; i++) {
        numbers.setSafe(i, i);
        texts.setSafe(i, ("text " + "x".repeat(i * 3)).getBytes(StandardCharsets.UTF_8));
        writer.startList();
        for (int j = 0; j < i; j++) {
          writer.bigInt().writeBigInt(j);
        }
        writer.endList();
      }
      writer.setValueCount(10);
      numbers.setValueCount(10);
      texts.setValueCount(10);
      VectorSchemaRoot root = VectorSchemaRoot.of(numbers, texts, lists);
      byte[] command = ControlCodec.encode(new Load(TestData.QUERY, 0, data.database()));
      Flight.FlightDescriptor descriptor =
          Flight.FlightDescriptor.newBuilder()
              .setType(Flight.FlightDescriptor.DescriptorType.CMD)
              .setCmd(ByteString.copyFrom(command))
              .build();
      byte[] schema =
          Flight.FlightData.newBuilder()
              .setFlightDescriptor(descriptor)
              .setDataHeader(
                  ByteString.copyFrom(
                      MessageSerializer.serializeMetadata(root.getSchema(), IpcOption.DEFAULT)))
              .build()
              .toByteArray();
      try (ArrowRecordBatch batch = new VectorUnloader(root).getRecordBatch()) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        MessageSerializer.writeBatchBuffers(
            new WriteChannel(java.nio.channels.Channels.newChannel(body)), batch);
        byte[] rows =
            Flight.FlightData.newBuilder()
                .setDataHeader(
                    ByteString.copyFrom(
                        MessageSerializer.serializeMetadata(batch, IpcOption.DEFAULT)))
                .setDataBody(ByteString.copyFrom(body.toByteArray()))
                .build()
                .toByteArray();
        return List.of(schema, rows, rows);
      }
    }
  }

  @Test
  void aWellFormedUploadIsTaken() throws Exception {
    assertEquals(Status.Code.OK, put(upload).status().getCode());
  }

  @Test
  void uploadsThatAreNoneAreRefusedAtOnce() throws Exception {
    byte[] schema = upload.get(0);
    byte[] rows = upload.get(1);
    byte[] hugeHeader = {0x12, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 7, 0};
    byte[] withoutDescriptor =
        Flight.FlightData.parseFrom(schema).toBuilder()
            .clearFlightDescriptor()
            .build()
            .toByteArray();
    byte[] withoutHeader =
        Flight.FlightData.parseFrom(schema).toBuilder().clearDataHeader().build().toByteArray();
    for (List<byte[]> messages :
        List.of(
            List.<byte[]>of(),
            List.of(new byte[0]),
            List.of(rows),
            List.of(withoutDescriptor, rows),
            List.of(withoutHeader, rows),
            List.of(schema, schema),
            List.of(schema, new byte[0]),
            List.of(schema, hugeHeader),
            List.of(hugeHeader),
            List.of(schema, Arrays.copyOf(rows, rows.length - 1)),
            List.of(schema, Arrays.copyOf(rows, rows.length + 1)))) {
      assertNotEquals(Status.Code.OK, put(messages).status().getCode());
    }
    isWell();
  }

  /** Arrow would make a list of 1.9 billion elements, 15 GB, of the wrong byte. */
  @Test
  void aListWhoseLastOffsetIsHugeCostsNothing() throws Exception {
    byte[] rows = upload.get(1).clone();
    int offsets = rows.length - LIST_OFFSETS_FROM_END;
    assertEquals(45, rows[offsets + 10 * Integer.BYTES]);
    rows[offsets + 10 * Integer.BYTES + 3] = 114;
    Ended ended = put(List.of(upload.get(0), rows));
    assertNotEquals(Status.Code.OK, ended.status().getCode());
    assertTrue(String.valueOf(ended.status().getDescription()).contains("fewer elements"));
    isWell();
  }

  @Test
  void methodsThatAreNotNeededAreNotThere() throws Exception {
    for (String method : List.of("ListFlights", "GetFlightInfo", "Handshake", "DoExchange")) {
      assertEquals(
          Status.Code.UNIMPLEMENTED,
          call(method, MethodType.BIDI_STREAMING, List.of(new byte[0])).status().getCode());
    }
  }

  @Test
  void aMillionKindsOfGarbageLeaveTheWorkerWell() throws Exception {
    Random random = new Random(SEED);
    byte[] ticket =
        Flight.Ticket.newBuilder()
            .setTicket(
                ByteString.copyFrom(TaskCodec.encode(data.task("SELECT i FROM t WHERE i < 10"))))
            .build()
            .toByteArray();
    byte[] hello =
        action(ControlCodec.encode(new Hello("f", DuckDbVersion.get(), Duration.ofMillis(1))));
    List<CompletableFuture<Ended>> open = new ArrayList<>();
    int threads = 0;
    long before = 0;
    long began = System.nanoTime();
    for (int i = 0; i < TRIES; i++) {
      switch (i % 4) {
        case 0 ->
            open.add(start("DoGet", MethodType.SERVER_STREAMING, List.of(mutated(ticket, random))));
        case 1 ->
            open.add(
                start("DoAction", MethodType.SERVER_STREAMING, List.of(mutated(hello, random))));
        default -> {
          List<byte[]> messages = new ArrayList<>(upload);
          int at = random.nextInt(messages.size());
          messages.set(at, mutated(messages.get(at), random));
          open.add(start("DoPut", MethodType.BIDI_STREAMING, messages));
        }
      }
      if (open.size() == CALLS_AT_ONCE || i == TRIES - 1) {
        for (CompletableFuture<Ended> call : open) {
          call.get(60, TimeUnit.SECONDS);
        }
        open.clear();
      }
      if (i == TRIES / 4) {
        threads = Thread.activeCount();
        before = megabytes();
      }
    }
    long after = megabytes();
    System.out.printf(
        "%d malformed calls in %.1f s, seed %d: %d MB after a quarter, %d MB at the end%n",
        TRIES, (System.nanoTime() - began) / 1e9, SEED, before, after);
    assertTrue(Thread.activeCount() <= threads + CALLS_AT_ONCE, "threads pile up");
    assertTrue(after - before < GROWTH_MEGABYTES, "memory grows");
    isWell();
  }

  /**
   * What this process, which is worker and peer, has resident, as Linux says, without what is free
   * of its heap, which may grow to what the JVM is given; 0 elsewhere.
   */
  private static long megabytes() throws IOException {
    System.gc();
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return 0;
    }
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith("VmRSS:")) {
        long free = Runtime.getRuntime().freeMemory() >> 20;
        return (Long.parseLong(line.replaceAll("\\D", "")) >> 10) - free;
      }
    }
    return 0;
  }

  private static byte[] mutated(byte[] message, Random random) {
    byte[] copy = message.clone();
    BiConsumer<Integer, Byte> set = (at, value) -> copy[at] = value;
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      int at = random.nextInt(copy.length);
      switch (random.nextInt(4)) {
        case 0 -> set.accept(at, (byte) random.nextInt());
        case 1 -> set.accept(at, (byte) (copy[at] ^ (1 << random.nextInt(8))));
        case 2 -> set.accept(at, (byte) (random.nextBoolean() ? 0xff : 0x7f));
        default -> set.accept(at, (byte) 0);
      }
    }
    return random.nextInt(10) == 0 ? Arrays.copyOf(copy, random.nextInt(copy.length)) : copy;
  }

  private void isWell() throws Exception {
    assertTrue(Files.exists(dir));
    try (BufferAllocator allocator = new RootAllocator();
        RemoteWorker worker =
            new FlightWorkerConnector(ClientOptions.defaults("test"), allocator)
                .connect(server.location())) {
      assertEquals(
          300000, TestData.sum(worker.execute(data.task("SELECT count(*) FROM t")), allocator));
    }
  }
}
