package dev.skein.e2e;

import java.sql.SQLException;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables of 100 to 500,000 rows in DuckDB's usual row groups. */
@ExtendWith(TestBed.Provider.class)
class ScaleTest {
  private static final int ROW_GROUP = 122_880;

  @ParameterizedTest
  @ValueSource(ints = {0, 100, 10_000, 122_881, 200_000, 250_000, 500_000})
  void countsSumsGroupsAndFiltersAreRight(int rows, TestBed bed) throws SQLException {
    String table = "rows_" + rows;
    for (String sql :
        new String[] {
          "select count(*) from %s",
          "select sum(\"value\"), sum(amount), sum(price), min(id), max(id) from %s",
          "select category, count(*), sum(\"value\"), min(price) from %s group by category",
          "select count(*), sum(id) from %s where category = 'category 7'",
          "select id, note from %s where category = 'category 3' and \"value\" < 20",
          "select category, count(note) from %s group by category order by category",
          "select id, price from %s order by price desc, id limit 25",
          "select count(distinct category), count(distinct note) from %s",
          "select created, sum(amount) from %s where created < date '2020-02-01' group by created"
        }) {
      bed.oracle("scale").check(sql.replace("%s", table));
    }
    bed.oracle("scale")
        .check(CorpusQuery.approximate("select avg(\"value\"), avg(amount) from " + table));
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 10_000, 122_881, 200_000, 250_000, 500_000})
  void rowsOnBothSidesOfEveryBoundaryAreFound(int rows, TestBed bed) throws SQLException {
    String table = "rows_" + rows;
    for (int boundary = 0; boundary <= rows + ROW_GROUP; boundary += ROW_GROUP) {
      int edge = Math.min(boundary, rows);
      for (int id = edge - 1; id <= edge + 1; id++) {
        bed.oracle("scale").check("select * from " + table + " where id = " + id);
      }
      bed.oracle("scale")
          .check(
              "select id, \"value\" from "
                  + table
                  + " where id between "
                  + (edge - 3)
                  + " and "
                  + (edge + 3));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {250_000, 500_000})
  void everyRowOfALongScanComesOnce(int rows, TestBed bed) throws SQLException {
    bed.oracle("scale").check("select id, note, price from rows_" + rows);
  }
}
