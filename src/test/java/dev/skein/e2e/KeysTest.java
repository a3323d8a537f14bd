package dev.skein.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What tools are told of tables, columns and keys, and what the planner makes of keys. */
@ExtendWith(TestBed.Provider.class)
class KeysTest {
  private static final String SCRIPT =
      """
      CREATE TABLE parents (id INTEGER PRIMARY KEY, code VARCHAR UNIQUE, name VARCHAR NOT NULL);
      INSERT INTO parents SELECT i, CASE WHEN i % 2 = 0 THEN 'c' || i END, 'n' || i % 5
        FROM range(5000) AS r(i);
      CREATE TABLE children (parent INTEGER REFERENCES parents (id), part INTEGER, twice INTEGER
        GENERATED ALWAYS AS (part * 2), PRIMARY KEY (part));
      INSERT INTO children SELECT i % 5000, i FROM range(9000) AS r(i);
      CREATE TABLE "Case" (a INTEGER);
      INSERT INTO "Case" VALUES (1);
      CREATE TABLE "dots.and ""quotes""\" ("select" INTEGER, "ä.b" VARCHAR, "A" INTEGER, "it's" DATE);
      INSERT INTO "dots.and ""quotes""\" VALUES (1, 'x', 2, DATE '2024-02-29');
      CREATE VIEW grown AS SELECT id, name FROM parents WHERE id > 10;
      CREATE TABLE later (a INTEGER);
      INSERT INTO later VALUES (1);
      CREATE VIEW of_later AS SELECT * FROM later;
      ALTER TABLE later ADD COLUMN b INTEGER DEFAULT 5;
      COMMENT ON TABLE parents IS 'they have children';
      """;

  private static Oracle oracle(TestBed bed) {
    return bed.oracle(
        "keys", SCRIPT, List.of(Deployment.embedded(2), Deployment.automatic(), bed.remote()));
  }

  /** UNIQUE lets NULL come again, so it is no key of the rows. */
  @Test
  void keysNeverChangeAnAnswer(TestBed bed) throws SQLException {
    try (Oracle oracle = oracle(bed)) {
      oracle.check("select distinct code from parents");
      oracle.check("select code, count(*) from parents group by code");
      oracle.check("select count(distinct code), count(distinct id) from parents");
      oracle.check("select distinct id, name from parents");
      oracle.check("select id, max(name) from parents group by id");
      oracle.check(
          "select c.part from children as c left join parents as p on c.parent = p.id"
              + " where c.part < 50");
      oracle.check("select count(*) from parents as a left join parents as b on a.code = b.code");
      oracle.check("select sum(twice), max(twice) from children where twice > 100");
      oracle.check("select \"select\", \"ä.b\", \"A\", \"it's\" from \"dots.and \"\"quotes\"\"\"");
      oracle.check("select ID, NAME from PARENTS where Id = 7");
      oracle.check("select A from \"CASE\"");
      oracle.check("select * from of_later");
      oracle.check("select *, b + 1 from of_later");
    }
  }

  @Test
  void toolsSeeTablesColumnsAndKeys(TestBed bed) throws SQLException {
    try (Oracle oracle = oracle(bed)) {
      for (Connection connection : oracle.connections()) {
        DatabaseMetaData meta = connection.getMetaData();
        assertEquals(
            List.of(
                "Case TABLE",
                "children TABLE",
                "dots.and \"quotes\" TABLE",
                "grown VIEW",
                "later TABLE",
                "of_later VIEW",
                "parents TABLE"),
            rows(
                meta.getTables(null, "d", "%", new String[] {"TABLE", "VIEW"}),
                "TABLE_NAME",
                "TABLE_TYPE"));
        assertEquals(
            List.of("parent 4 1 1", "part 4 0 2", "twice 4 1 3"),
            rows(
                meta.getColumns(null, "d", "children", "%"),
                "COLUMN_NAME",
                "DATA_TYPE",
                "NULLABLE",
                "ORDINAL_POSITION"));
        assertEquals(
            List.of("part 1"),
            rows(meta.getPrimaryKeys(null, "d", "children"), "COLUMN_NAME", "KEY_SEQ"));
        assertEquals(
            List.of("id 1"),
            rows(meta.getPrimaryKeys(null, "d", "parents"), "COLUMN_NAME", "KEY_SEQ"));
        assertEquals(
            List.of(), rows(meta.getPrimaryKeys(null, "d", "grown"), "COLUMN_NAME", "KEY_SEQ"));
        assertTrue(
            rows(meta.getSchemas(), "TABLE_SCHEM").contains("d"), "the schema is not listed");
      }
    }
  }

  private static List<String> rows(ResultSet result, String... columns) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (result) {
      while (result.next()) {
        List<@Nullable String> row = new ArrayList<>();
        for (String column : columns) {
          row.add(result.getString(column));
        }
        rows.add(String.join(" ", row));
      }
    }
    // JDBC has an order for each of these; Calcite (1.42) lists tables in none.
    Collections.sort(rows);
    return rows;
  }

  @Test
  void nullabilityFollowsTheTable(TestBed bed) throws SQLException {
    try (Oracle oracle = oracle(bed)) {
      for (Connection connection : oracle.connections()) {
        try (ResultSet result =
            connection.createStatement().executeQuery("select id, code, name from parents")) {
          assertEquals(ResultSetMetaData.columnNoNulls, result.getMetaData().isNullable(1));
          assertEquals(ResultSetMetaData.columnNullable, result.getMetaData().isNullable(2));
          assertEquals(ResultSetMetaData.columnNoNulls, result.getMetaData().isNullable(3));
        }
      }
    }
  }
}
