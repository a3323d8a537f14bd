package dev.skein.calcite.enumerable;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.schema.ScalarFunction;
import org.apache.calcite.schema.impl.ScalarFunctionImpl;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.InferTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.validate.SqlUserDefinedFunction;
import org.jspecify.annotations.Nullable;

/** Functions of lists that plans for Calcite's pipeline call; no statement can name them. */
public final class ListFunctions {
  private static final SqlOperator ELEMENTS = function("elements");
  private static final SqlOperator WITH_ELEMENTS = function("withElements");
  private static final SqlOperator KEY = function("key");
  private static final SqlOperator LIST = function("list");

  private ListFunctions() {}

  /** Whether values of a type are lists. */
  public static boolean isList(RelDataType type) {
    return type.getSqlTypeName() == SqlTypeName.ARRAY;
  }

  /** The type of what a list holds, or the lists in it, and so on. */
  public static RelDataType element(RelDataType list) {
    RelDataType component = Objects.requireNonNull(list.getComponentType());
    return isList(component) ? element(component) : component;
  }

  /** All elements of a list, and of the lists in it, but the NULLs. */
  public static RexNode elements(RexBuilder rex, RexNode list) {
    RelDataTypeFactory types = rex.getTypeFactory();
    RelDataType all = types.createArrayType(element(list.getType()), -1);
    return rex.makeCall(
        types.createTypeWithNullability(all, list.getType().isNullable()), ELEMENTS, List.of(list));
  }

  /** A list with other elements in the places of those that are not NULL. */
  public static RexNode withElements(
      RexBuilder rex, RexNode list, RexNode elements, RelDataType type) {
    return rex.makeCall(type, WITH_ELEMENTS, List.of(list, elements));
  }

  /** A list as a value that can be compared. */
  public static RexNode key(RexBuilder rex, RexNode list) {
    RelDataTypeFactory types = rex.getTypeFactory();
    RelDataType type = types.createJavaType(ListKey.class);
    return rex.makeCall(types.createTypeWithNullability(type, true), KEY, List.of(list));
  }

  /** The list of a key. */
  public static RexNode list(RexBuilder rex, RexNode key, RelDataType type) {
    return rex.makeCall(type, LIST, List.of(key));
  }

  private static SqlOperator function(String method) {
    ScalarFunction function =
        Objects.requireNonNull(ScalarFunctionImpl.create(Methods.class, method));
    return new SqlUserDefinedFunction(
        new SqlIdentifier(method + " in Calcite", SqlParserPos.ZERO),
        SqlKind.OTHER_FUNCTION,
        ReturnTypes.ARG0,
        InferTypes.FIRST_KNOWN,
        null,
        function);
  }

  /** A list among keys that have to be Comparable; nothing orders them. */
  public record ListKey(List<?> list) implements Comparable<ListKey> {
    @Override
    public int compareTo(ListKey other) {
      throw new UnsupportedOperationException("Keys of groups have no order");
    }
  }

  /** Each is called where a list may be NULL. */
  public static final class Methods {
    private Methods() {}

    public static @Nullable List<Object> elements(@Nullable List<?> list) {
      if (list == null) {
        return null;
      }
      List<Object> elements = new ArrayList<>();
      collect(list, elements);
      return elements;
    }

    private static void collect(List<?> list, List<Object> into) {
      for (Object element : list) {
        if (element instanceof List<?> inner) {
          collect(inner, into);
        } else if (element != null) {
          into.add(element);
        }
      }
    }

    public static @Nullable List<@Nullable Object> withElements(
        @Nullable List<?> list, @Nullable List<?> elements) {
      return list == null || elements == null ? null : filled(list, elements.iterator());
    }

    private static List<@Nullable Object> filled(List<?> list, Iterator<?> elements) {
      List<@Nullable Object> filled = new ArrayList<>();
      for (Object element : list) {
        filled.add(
            element instanceof List<?> inner
                ? filled(inner, elements)
                : element == null ? null : elements.next());
      }
      return filled;
    }

    public static @Nullable ListKey key(@Nullable List<?> list) {
      return list == null ? null : new ListKey(list);
    }

    public static @Nullable List<?> list(@Nullable ListKey key) {
      return key == null ? null : key.list();
    }
  }
}
