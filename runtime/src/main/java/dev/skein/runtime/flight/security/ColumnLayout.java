package dev.skein.runtime.flight.security;

import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.flatbuf.Date;
import org.apache.arrow.flatbuf.DateUnit;
import org.apache.arrow.flatbuf.Decimal;
import org.apache.arrow.flatbuf.Field;
import org.apache.arrow.flatbuf.FixedSizeBinary;
import org.apache.arrow.flatbuf.FixedSizeList;
import org.apache.arrow.flatbuf.FloatingPoint;
import org.apache.arrow.flatbuf.Int;
import org.apache.arrow.flatbuf.Interval;
import org.apache.arrow.flatbuf.IntervalUnit;
import org.apache.arrow.flatbuf.Precision;
import org.apache.arrow.flatbuf.Schema;
import org.apache.arrow.flatbuf.Time;
import org.apache.arrow.flatbuf.Type;
import org.apache.arrow.flatbuf.Union;
import org.apache.arrow.flatbuf.UnionMode;
import org.jspecify.annotations.Nullable;

/**
 * Which buffers a column of a schema has in each batch, and what they must hold.
 *
 * @param width bits a value of a FIXED column, bytes an offset of a TEXT or LIST, elements a value
 *     of an ARRAY; 0 for the others
 */
record ColumnLayout(Shape shape, int width, List<ColumnLayout> children) {
  private static final int MAX_COLUMNS = 100_000;
  private static final int MAX_DEPTH = 64;

  /** The forms that DuckDB exports. */
  enum Shape {
    NOTHING,
    FIXED,
    TEXT,
    LIST,
    ARRAY,
    STRUCT,
    UNION
  }

  /**
   * The layouts of a schema's columns. References in it may lead back to where they came from, so
   * depth and number are counted.
   *
   * @param headerBytes the size of the header that the schema is in
   * @throws MalformedMessageException if the schema is not one of DuckDB's
   */
  static List<ColumnLayout> of(Schema schema, int headerBytes) {
    Reader reader = new Reader(headerBytes);
    return reader.columns(schema.fieldsLength(), schema::fields, 0);
  }

  private interface Fields {
    @Nullable Field get(int index);
  }

  private static final class Reader {
    private final int headerBytes;
    private int columns;

    Reader(int headerBytes) {
      this.headerBytes = headerBytes;
    }

    List<ColumnLayout> columns(int count, Fields fields, int depth) {
      if (count < 0 || count > headerBytes || depth > MAX_DEPTH) {
        throw new MalformedMessageException("a schema counts more fields than it has room for");
      }
      List<ColumnLayout> result = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        Field field = fields.get(i);
        if (field == null || ++columns > MAX_COLUMNS) {
          throw new MalformedMessageException("a schema has too many fields");
        }
        result.add(column(field, depth));
      }
      return result;
    }

    private ColumnLayout column(Field field, int depth) {
      if (field.dictionary() != null) {
        throw new MalformedMessageException("a column is dictionary-encoded");
      }
      if (field.customMetadataLength() < 0 || field.customMetadataLength() > headerBytes) {
        throw new MalformedMessageException("a field counts more metadata than it has room for");
      }
      List<ColumnLayout> children = columns(field.childrenLength(), field::children, depth + 1);
      ColumnLayout layout =
          switch (field.typeType()) {
            case Type.Null -> new ColumnLayout(Shape.NOTHING, 0, children);
            case Type.Utf8, Type.Binary -> new ColumnLayout(Shape.TEXT, Integer.BYTES, children);
            case Type.LargeUtf8, Type.LargeBinary ->
                new ColumnLayout(Shape.TEXT, Long.BYTES, children);
            case Type.List, Type.Map -> new ColumnLayout(Shape.LIST, Integer.BYTES, children);
            case Type.LargeList -> new ColumnLayout(Shape.LIST, Long.BYTES, children);
            case Type.FixedSizeList ->
                new ColumnLayout(
                    Shape.ARRAY, table(field, new FixedSizeList()).listSize(), children);
            case Type.Struct_ -> new ColumnLayout(Shape.STRUCT, 0, children);
            case Type.Union -> union(table(field, new Union()), children);
            default -> new ColumnLayout(Shape.FIXED, bits(field), children);
          };
      layout.checkChildren();
      return layout;
    }

    private static ColumnLayout union(Union union, List<ColumnLayout> members) {
      boolean plain = union.mode() == UnionMode.Sparse && members.size() <= Byte.MAX_VALUE;
      for (int i = 0; i < union.typeIdsLength(); i++) {
        plain &= union.typeIdsLength() == members.size() && union.typeIds(i) == i;
      }
      if (!plain) {
        throw new MalformedMessageException("a union is not as DuckDB makes them");
      }
      return new ColumnLayout(Shape.UNION, 0, members);
    }

    private static int bits(Field field) {
      int bits =
          switch (field.typeType()) {
            case Type.Bool -> 1;
            case Type.Int -> table(field, new Int()).bitWidth();
            case Type.FloatingPoint ->
                switch (table(field, new FloatingPoint()).precision()) {
                  case Precision.SINGLE -> Float.SIZE;
                  case Precision.DOUBLE -> Double.SIZE;
                  default -> 0;
                };
            case Type.Decimal ->
                table(field, new Decimal()).bitWidth() == 2 * Long.SIZE ? 2 * Long.SIZE : 0;
            case Type.Date ->
                table(field, new Date()).unit() == DateUnit.DAY ? Integer.SIZE : Long.SIZE;
            case Type.Time -> table(field, new Time()).bitWidth();
            case Type.Timestamp, Type.Duration -> Long.SIZE;
            case Type.Interval ->
                switch (table(field, new Interval()).unit()) {
                  case IntervalUnit.YEAR_MONTH -> Integer.SIZE;
                  case IntervalUnit.DAY_TIME -> Long.SIZE;
                  default -> 2 * Long.SIZE;
                };
            case Type.FixedSizeBinary ->
                (int)
                    Math.min(
                        table(field, new FixedSizeBinary()).byteWidth() * 8L, Integer.MAX_VALUE);
            default -> 0;
          };
      if (bits < 1) {
        throw new MalformedMessageException("a column is of a type that DuckDB does not export");
      }
      return bits;
    }

    private static <T extends com.google.flatbuffers.Table> T table(Field field, T type) {
      if (field.type(type) == null) {
        throw new MalformedMessageException("a column has no type");
      }
      return type;
    }
  }

  private void checkChildren() {
    int count = children.size();
    boolean fits =
        switch (shape) {
          case NOTHING, FIXED, TEXT -> count == 0;
          case LIST -> count == 1;
          case ARRAY -> count == 1 && width >= 0;
          case STRUCT -> true; // DuckDB 2.0 has structs without fields
          case UNION -> count > 0;
        };
    if (!fits) {
      throw new MalformedMessageException("a column has " + count + " children");
    }
  }
}
