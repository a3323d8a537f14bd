package dev.skein.calcite.lower.expression;

import dev.skein.calcite.lower.text.DuckDbNames;
import dev.skein.calcite.lower.text.DuckDbTypes;
import dev.skein.calcite.lower.text.Literals;
import dev.skein.calcite.lower.text.NotInDuckDb;
import dev.skein.calcite.sql.SkeinTypeSystem;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeSystem;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.sql.type.SqlTypeUtil;

/**
 * Writes expressions as DuckDB SQL that computes exactly what Calcite means by them.
 *
 * <p>Every text has the DuckDB type of its expression's Calcite type ({@link DuckDbTypes}), so that
 * each operator can rely on the types of its operands. The one exception is {@link #untyped}, for
 * places where the type of a literal does not matter.
 */
public final class RexToDuckDb {
  /** A longer text would cost DuckDB more to parse than Calcite to compute. */
  private static final int MAX_LENGTH = 1 << 20;

  private final RexScope scope;
  private final RelDataTypeSystem typeSystem;

  public RexToDuckDb(RexScope scope) {
    this(scope, SkeinTypeSystem.INSTANCE);
  }

  /**
   * @param typeSystem the one of the statement's type factory; it says how casts round
   */
  public RexToDuckDb(RexScope scope, RelDataTypeSystem typeSystem) {
    this.scope = scope;
    this.typeSystem = typeSystem;
  }

  /** Whether DuckDB computes exactly Calcite's meaning of an expression. Never throws. */
  public static boolean supports(RexNode node, Predicate<RelNode> subQuerySupported) {
    return supports(node, SkeinTypeSystem.INSTANCE, subQuerySupported);
  }

  /** As {@link #supports(RexNode, Predicate)}, under another type system. */
  public static boolean supports(
      RexNode node, RelDataTypeSystem typeSystem, Predicate<RelNode> subQuerySupported) {
    return refusal(node, typeSystem, subQuerySupported).isEmpty();
  }

  /** Why an expression is not written, naming the part of it that stands in the way. */
  public static Optional<String> refusal(
      RexNode node, RelDataTypeSystem typeSystem, Predicate<RelNode> subQuerySupported) {
    try {
      new RexToDuckDb(new AnyScope(subQuerySupported), typeSystem).write(node);
      return Optional.empty();
    } catch (NotInDuckDb refused) {
      return Optional.of(refused.reason());
    }
  }

  /**
   * The text of an expression for which {@link #supports} answered true.
   *
   * @throws RuntimeException if it did not
   */
  public String write(RexNode node) {
    String text = dispatch(node);
    if (text.length() > MAX_LENGTH) {
      throw new NotInDuckDb(node.getKind(), "its SQL is too long");
    }
    return text;
  }

  private String dispatch(RexNode node) {
    if (node instanceof RexInputRef ref) {
      return scope.inputRef(ref.getIndex(), ref.getType());
    } else if (node instanceof RexLiteral literal) {
      return Literals.typed(literal);
    } else if (node instanceof RexSubQuery subQuery) {
      return SubQueries.write(subQuery, this);
    } else if (node instanceof RexOver over) {
      return Windows.write(over, this);
    } else if (node instanceof RexCall call) {
      return ScalarFunctions.of(call).write(call, this);
    } else if (node instanceof RexDynamicParam parameter) {
      return parameter(parameter);
    } else if (node instanceof RexFieldAccess access) {
      return fieldAccess(access);
    }
    throw new NotInDuckDb(node, "an expression without DuckDB text");
  }

  /** What may be a HUGEINT is compared with one. */
  private String parameter(RexDynamicParam parameter) {
    RelDataType type = parameter.getType();
    String value = scope.parameter(parameter.getIndex());
    return SkeinTypeSystem.mayBeHuge(type) ? "CAST(" + value + " AS HUGEINT)" : cast(value, type);
  }

  /**
   * As {@link #write}, but a literal keeps the type that DuckDB gives it. For comparisons, which
   * bring both sides to one type themselves; plain literals keep them readable.
   */
  public String untyped(RexNode node) {
    return node instanceof RexLiteral literal ? Literals.untyped(literal) : write(node);
  }

  /**
   * A parameter as one side of a comparison, which gives it the type of the other. A number may
   * have more digits than that: {@code n < 3.5} is no question about an integer, and DuckDB asks it
   * as it is, with the type of the value. A REAL has too few digits for a double, which has all of
   * them.
   */
  String compared(RexDynamicParam parameter) {
    RelDataType type = parameter.getType();
    String value = scope.parameter(parameter.getIndex());
    if (SqlTypeUtil.isExactNumeric(type)) {
      return value;
    }
    return SqlTypeUtil.isApproximateNumeric(type)
        ? "CAST(" + value + " AS DOUBLE)"
        : parameter(parameter);
  }

  public List<String> writeAll(List<? extends RexNode> nodes) {
    return nodes.stream().map(this::write).toList();
  }

  String operand(RexCall call, int index) {
    return write(call.getOperands().get(index));
  }

  /** The text of an expression, cast unless its type is held as {@code type} is. */
  String writeAs(RexNode node, RelDataType type) {
    String text = write(node);
    return DuckDbTypes.sameStorage(node.getType(), type) ? text : cast(text, type);
  }

  String cast(String text, RelDataType type) {
    return "CAST(" + text + " AS " + DuckDbTypes.typeName(type) + ")";
  }

  String subQuery(RelNode rel) {
    return scope.subQuery(rel);
  }

  RelDataTypeSystem typeSystem() {
    return typeSystem;
  }

  private String fieldAccess(RexFieldAccess access) {
    if (access.getReferenceExpr() instanceof RexCorrelVariable variable) {
      return scope.correlated(variable.id, access.getField().getIndex());
    }
    return "struct_extract("
        + write(access.getReferenceExpr())
        + ", "
        + DuckDbNames.literal(access.getField().getName())
        + ")";
  }

  /** Stands for any input while {@link #refusal} only wants to know whether a text exists. */
  private record AnyScope(Predicate<RelNode> subQuerySupported) implements RexScope {
    @Override
    public String inputRef(int index, RelDataType type) {
      return "c" + index;
    }

    @Override
    public String correlated(CorrelationId id, int fieldIndex) {
      return "o" + fieldIndex;
    }

    @Override
    public String subQuery(RelNode rel) {
      if (!subQuerySupported.test(rel)) {
        throw new NotInDuckDb("sub-query", "its plan does not run in DuckDB");
      }
      return "q";
    }
  }
}
