package dev.skein.calcite.jdbc.value;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FloatingTextTest {
  private static final double[] EDGES = {
    0.0,
    -0.0,
    1,
    -1.5,
    100,
    0.1,
    0.0001,
    0.00001,
    1e15,
    9.999999999999998e15,
    1e16,
    1e20,
    1e22,
    Math.nextUp(1e22),
    2e-3,
    0.1 + 0.2,
    1.2345678901234568e17,
    1234567890123456.8,
    Double.MIN_VALUE,
    Double.MAX_VALUE,
    Double.MIN_NORMAL,
    Math.nextDown(Double.MIN_NORMAL),
    1.0 / 3,
    4.35,
    2.0e-44,
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY
  };

  @Test
  void doublesReadAsDuckDbWritesThem() throws SQLException {
    Random random = new Random(20_240_607);
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        PreparedStatement cast = connection.prepareStatement("SELECT CAST(?::DOUBLE AS VARCHAR)")) {
      for (double edge : EDGES) {
        check(cast, edge);
      }
      for (int i = 0; i < 2_000; i++) {
        check(cast, Double.longBitsToDouble(random.nextLong()));
        check(cast, random.nextInt(1_000_000) / 100.0);
        check(cast, random.nextGaussian() * 1e6);
        // Halfway between two decimals of the fewest digits.
        check(cast, (1L << 49) + random.nextInt(1 << 20) + 0.25);
      }
    }
  }

  @Test
  void floatsReadAsDuckDbWritesThem() throws SQLException {
    Random random = new Random(20_240_608);
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        PreparedStatement cast = connection.prepareStatement("SELECT CAST(?::FLOAT AS VARCHAR)")) {
      for (double edge : EDGES) {
        check(cast, (float) edge);
      }
      check(cast, 16_777_216f);
      check(cast, Float.MIN_NORMAL);
      check(cast, -Float.MAX_VALUE);
      check(cast, Float.MIN_VALUE);
      for (int i = 0; i < 2_000; i++) {
        check(cast, Float.intBitsToFloat(random.nextInt()));
        check(cast, random.nextInt(100_000) / 100f);
        check(cast, random.nextInt() * 8f);
        check(cast, (1 << 20) + random.nextInt(1 << 20) + 0.25f);
      }
    }
  }

  private static void check(PreparedStatement cast, double value) throws SQLException {
    cast.setDouble(1, value);
    StringBuilder text = new StringBuilder();
    FloatingText.append(text, value);
    assertEquals(run(cast), text.toString());
  }

  private static void check(PreparedStatement cast, float value) throws SQLException {
    cast.setFloat(1, value);
    StringBuilder text = new StringBuilder();
    FloatingText.append(text, value);
    assertEquals(run(cast), text.toString());
  }

  private static String run(PreparedStatement cast) throws SQLException {
    try (ResultSet result = cast.executeQuery()) {
      result.next();
      return result.getString(1);
    }
  }
}
