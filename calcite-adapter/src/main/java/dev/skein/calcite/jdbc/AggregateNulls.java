package dev.skein.calcite.jdbc;

import java.util.EnumSet;
import java.util.Set;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlCallBinding;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorScope;

/**
 * Aggregates over no rows, which are NULL where Calcite (1.42) takes them for never NULL: it looks
 * at the argument of these, and not at whether there may be no rows.
 */
final class AggregateNulls {
  private static final Set<SqlKind> FORGOTTEN =
      EnumSet.of(SqlKind.LISTAGG, SqlKind.PERCENTILE_CONT, SqlKind.PERCENTILE_DISC);

  private final SqlValidator validator;
  private final SqlValidatorScope scope;

  AggregateNulls(SqlValidator validator, SqlValidatorScope scope) {
    this.validator = validator;
    this.scope = scope;
  }

  /** The type of a call, aggregate or not, that Calcite has derived. */
  RelDataType typed(SqlCall call, RelDataType derived) {
    if (derived.isNullable() || !mayHaveNoRows(call)) {
      return derived;
    }
    RelDataType nullable = validator.getTypeFactory().createTypeWithNullability(derived, true);
    SqlCall part = call;
    validator.setValidatedNodeType(part, nullable);
    while (!(part.getOperator() instanceof SqlAggFunction)) {
      part = part.operand(0);
      validator.setValidatedNodeType(part, nullable);
    }
    return nullable;
  }

  private boolean mayHaveNoRows(SqlCall call) {
    boolean filtered = false;
    SqlCall part = call;
    while (!(part.getOperator() instanceof SqlAggFunction)) {
      switch (part.getKind()) {
        case FILTER -> filtered = true;
        case WITHIN_GROUP, WITHIN_DISTINCT, RESPECT_NULLS, IGNORE_NULLS -> {}
        default -> {
          return false;
        }
      }
      if (!(part.operand(0) instanceof SqlCall inner)) {
        return false;
      }
      part = inner;
    }
    return FORGOTTEN.contains(part.getKind()) && (filtered || isOfAllRows(part));
  }

  private boolean isOfAllRows(SqlCall aggregate) {
    SqlCallBinding binding = new SqlCallBinding(validator, scope, aggregate);
    return binding.hasEmptyGroup();
  }
}
