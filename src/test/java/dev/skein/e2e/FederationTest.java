package dev.skein.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One model with a Skein schema, a real PostgreSQL and a folder of CSV files. */
class FederationTest {
  private static EmbeddedPostgres postgres;
  private static Path model;

  @BeforeAll
  static void makeThreeSystems(@TempDir Path directory) throws IOException, SQLException {
    postgres = EmbeddedPostgres.start();
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          CREATE TABLE customers (customer_id INTEGER PRIMARY KEY, name TEXT, country CHAR(2));
          INSERT INTO customers SELECT i, 'customer ' || i,
            CASE i % 3 WHEN 0 THEN 'DE' WHEN 1 THEN 'FR' END FROM generate_series(0, 99) AS i;
          """);
    }
    Path database =
        Fixture.create(
            directory,
            "sales",
            Fixture.SMALL_ROW_GROUPS,
            """
            CREATE TABLE sales AS SELECT i::INTEGER AS sale_id, (i % 120)::INTEGER AS customer_id,
              'P' || i % 7 AS product, ((i % 50) / 4)::DECIMAL(10,2) AS amount
            FROM range(10000) AS t(i);
            """);
    Path csv = Files.createDirectory(directory.resolve("csv"));
    Files.writeString(
        csv.resolve("products.csv"),
        """
        product:string,title:string,weight:int
        P0,Nut,1
        P1,Bolt,2
        P2,Gear,3
        P9,Never sold,4
        """);
    model =
        ModelFile.of(Deployment.embedded(2).operand(database))
            .schema(
                "crm",
                "org.apache.calcite.adapter.jdbc.JdbcSchema$Factory",
                Map.of(
                    "jdbcDriver", "org.postgresql.Driver",
                    "jdbcUrl", postgres.getJdbcUrl("postgres", "postgres"),
                    "jdbcUser", "postgres",
                    "jdbcPassword", "",
                    "jdbcSchema", "public"))
            .schema(
                "files",
                "org.apache.calcite.adapter.csv.CsvSchemaFactory",
                Map.of("directory", csv.toString()))
            .write(directory, "federation");
  }

  @AfterAll
  static void stop() throws IOException {
    postgres.close();
  }

  @Test
  void aJoinWithPostgresFindsEveryPair() throws SQLException {
    assertEquals(
        List.of("[DE, 2836, 17385.50]", "[FR, 2752, 16842.00]", "[null, 2752, 16905.00]"),
        rows(
            "jdbc:skein:",
            """
            select c.country, count(*), sum(s.amount)
            from d.sales as s join crm.customers as c on s.customer_id = c.customer_id
            group by c.country order by c.country nulls last
            """));
  }

  @Test
  void aLeftJoinWithPostgresKeepsWhatHasNoPartner() throws SQLException {
    assertEquals(
        List.of("[10000, 8340]"),
        rows(
            "jdbc:skein:",
            """
            select count(*), count(c.customer_id)
            from d.sales as s left join crm.customers as c on s.customer_id = c.customer_id
            """));
  }

  @Test
  void aJoinWithCsvFindsEveryPair() throws SQLException {
    assertEquals(
        List.of("[Bolt, 1429]", "[Gear, 1429]", "[Nut, 1429]"),
        rows(
            "jdbc:skein:",
            """
            select p.title, count(*) from d.sales as s join files.products as p
            on s.product = p.product group by p.title order by p.title
            """));
  }

  @Test
  void aFilterOnPostgresNarrowsTheSales() throws SQLException {
    assertEquals(
        List.of("[84]"),
        rows(
            "jdbc:skein:",
            """
            select count(*) from d.sales where customer_id in
              (select customer_id from crm.customers where name = 'customer 7')
            """));
  }

  @Test
  void allThreeMeetInOneStatement() throws SQLException {
    assertEquals(
        List.of("[Gear, DE, 405]", "[Gear, FR, 393]", "[Gear, null, 394]"),
        rows(
            "jdbc:skein:",
            """
            select p.title, c.country, count(*)
            from d.sales as s
            join crm.customers as c on s.customer_id = c.customer_id
            join files.products as p on s.product = p.product
            where p.weight > 2
            group by p.title, c.country order by c.country nulls last
            """));
  }

  /** Calcite's own driver needs quotes around what the others store in lower case. */
  @Test
  void allThreeMeetUnderCalcitesOwnDriver() throws SQLException {
    assertEquals(
        List.of("[Gear, DE, 405]", "[Gear, FR, 393]", "[Gear, null, 394]"),
        rows(
            "jdbc:calcite:",
            """
            select p."title", c."country", count(*)
            from "d".sales as s
            join "crm"."customers" as c on s.customer_id = c."customer_id"
            join "files"."products" as p on s.product = p."product"
            where p."weight" > 2
            group by p."title", c."country" order by c."country" nulls last
            """));
  }

  private static List<String> rows(String driver, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(driver + "model=" + model);
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      java.util.ArrayList<String> rows = new java.util.ArrayList<>();
      while (result.next()) {
        java.util.ArrayList<Object> row = new java.util.ArrayList<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          row.add(result.getObject(i));
        }
        rows.add(row.toString());
      }
      return rows;
    }
  }
}
