package dev.skein.runtime.history;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.skein.runtime.task.DatabaseRef;
import dev.skein.runtime.task.QueryId;
import dev.skein.runtime.task.Split;
import dev.skein.runtime.task.Task;
import dev.skein.runtime.task.TaskId;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class QueryHistoryTest {
  private static final int MAX_QUERIES = 3;
  private static final int MAX_ATTEMPTS = 10;

  private final QueryHistory history = new QueryHistory(MAX_QUERIES, MAX_ATTEMPTS);

  @Test
  void theOldestQueriesAreForgottenWhenThereAreTooMany() {
    for (int i = 0; i < 5; i++) {
      begin("q" + i, 1).finished();
    }
    assertEquals(List.of("q2", "q3", "q4"), queries());
    assertEquals(List.of("q2.0.0", "q3.0.0", "q4.0.0"), attempts());
  }

  @Test
  void theOldestQueriesAreForgottenWhenTheyHaveTooManyAttempts() {
    begin("q0", 6).finished();
    begin("q1", 6).finished();
    begin("q2", 1).finished();
    assertEquals(List.of("q1", "q2"), queries());
  }

  @Test
  void aQueryThatRunsIsNeverForgotten() {
    QueryTrace running = begin("running", 1);
    for (int i = 0; i < 5; i++) {
      begin("q" + i, 1).finished();
    }
    assertEquals(List.of("running", "q3", "q4"), queries());
    assertEquals(0, history.forget(List.of(running.id())));
    running.finished();
    assertEquals(1, history.forget(List.of(running.id())));
    assertEquals(List.of("q3", "q4"), queries());
  }

  @Test
  void attemptsOfForgottenQueriesNoLongerCount() {
    for (int i = 0; i < 5; i++) {
      QueryTrace query = begin("q" + i, MAX_ATTEMPTS);
      query.finished();
      assertEquals(1, history.forget(List.of(query.id(), new QueryId("unknown"))));
    }
    begin("a", 1).finished();
    begin("b", 1).finished();
    assertEquals(List.of("a", "b"), queries());
  }

  private QueryTrace begin(String id, int attempts) {
    QueryTrace query = TestTraces.begin(history, id, attempts);
    for (int i = 0; i < attempts; i++) {
      Task task =
          new Task(
              new TaskId(query.id(), 0, i),
              attempts,
              1,
              "SELECT 1",
              List.of(),
              new DatabaseRef("t.duckdb", "1"),
              List.of(),
              new Split.Whole(0),
              OptionalLong.empty());
      query.attempt(task, "embedded-0").finished();
    }
    return query;
  }

  private List<String> queries() {
    return history.queries().stream().map(query -> query.id().value()).toList();
  }

  private List<String> attempts() {
    return history.attempts().stream().map(attempt -> attempt.task().toString()).toList();
  }
}
