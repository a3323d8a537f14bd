package dev.skein.calcite.validate;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlCallBinding;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorScope;
import org.apache.calcite.sql.validate.SqlValidatorUtil;
import org.apache.calcite.sql.validate.SqlValidatorUtil.FlatAggregate;
import org.jspecify.annotations.Nullable;

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
    FlatAggregate flat = SqlValidatorUtil.flatten(call);
    if (derived.isNullable() || !FORGOTTEN.contains(flat.aggregateCall.getKind())) {
      return derived;
    }
    boolean mayHaveNoRows =
        flat.filter != null
            || new SqlCallBinding(validator, scope, flat.aggregateCall).hasEmptyGroup();
    if (!mayHaveNoRows) {
      return derived;
    }
    RelDataType nullable = validator.getTypeFactory().createTypeWithNullability(derived, true);
    for (@Nullable SqlCall part :
        Arrays.asList(flat.filterCall, flat.distinctCall, flat.orderCall, flat.aggregateCall)) {
      if (part != null) {
        validator.setValidatedNodeType(part, nullable);
      }
    }
    return nullable;
  }
}
