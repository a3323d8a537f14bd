package dev.skein.calcite.jdbc;

import dev.skein.calcite.rule.FieldTrimmer;
import java.util.List;
import java.util.Objects;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptTable;
import org.apache.calcite.prepare.Prepare;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.validate.AggregatingSelectScope;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql2rel.RelFieldTrimmer;
import org.apache.calcite.sql2rel.SqlRexConvertletTable;
import org.apache.calcite.sql2rel.SqlToRelConverter;

/** Calcite's translation of statements, mended where it (1.42) forgets a part of them. */
final class SkeinSqlToRelConverter extends SqlToRelConverter {
  SkeinSqlToRelConverter(
      RelOptTable.ViewExpander views,
      SqlValidator validator,
      Prepare.CatalogReader catalog,
      RelOptCluster cluster,
      SqlRexConvertletTable convertlets,
      Config config) {
    super(views, validator, catalog, cluster, convertlets, config);
  }

  /**
   * Calcite translates each IN of a GROUP BY as it is written there; where a number stands for a
   * column of the result, that column's IN would be unknown to it.
   */
  @Override
  protected void convertAgg(
      Blackboard bb, SqlSelect select, List<SqlNode> orderExprList, List<SqlNode> extraList) {
    SqlNodeList written = select.getGroup();
    if (written == null
        || !(validator().getSelectScope(select) instanceof AggregatingSelectScope scope)) {
      super.convertAgg(bb, select, orderExprList, extraList);
      return;
    }
    select.setGroupBy(
        new SqlNodeList(scope.resolved.get().groupExprList, written.getParserPosition()));
    try {
      super.convertAgg(bb, select, orderExprList, extraList);
    } finally {
      select.setGroupBy(written);
    }
  }

  @Override
  protected RelFieldTrimmer newFieldTrimmer() {
    return new FieldTrimmer(validator, config.getRelBuilderFactory().create(cluster, null));
  }

  private SqlValidator validator() {
    return Objects.requireNonNull(validator);
  }
}
