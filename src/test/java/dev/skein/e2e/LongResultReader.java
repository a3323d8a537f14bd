package dev.skein.e2e;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Reads a long result to its end and says how many rows it had: run in a JVM with little heap. */
final class LongResultReader {
  private LongResultReader() {}

  /** Arguments: the model and the statement. */
  public static void main(String[] arguments) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:skein:model=" + arguments[0]);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(arguments[1])) {
      int columns = rows.getMetaData().getColumnCount();
      long count = 0;
      long characters = 0;
      while (rows.next()) {
        count++;
        // A reader that makes text of everything is far slower than what it reads from.
        for (int i = 1; i <= columns; i++) {
          String text = rows.getString(i);
          characters += text == null ? 0 : text.length();
        }
      }
      System.out.println(count + " rows");
      if (characters == 0) {
        throw new IllegalStateException("The rows are empty");
      }
    }
  }
}
