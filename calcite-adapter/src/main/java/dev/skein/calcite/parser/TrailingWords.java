package dev.skein.calcite.parser;

import static org.apache.calcite.util.Static.RESOURCE;

import java.util.Locale;
import java.util.Set;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlUtil;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;

/**
 * Refuses words that Calcite would take for the name of what stands before them: {@code a SEMI JOIN
 * b} is no join of {@code a AS semi}, and {@code sum(x) EXPORT_STATE} no sum.
 */
final class TrailingWords extends SqlBasicVisitor<@Nullable Void> {
  private static final Set<String> OF_JOINS = Set.of("SEMI", "ANTI", "ASOF", "POSITIONAL");
  private static final Set<String> OF_AGGREGATES = Set.of("EXPORT_STATE");

  private TrailingWords() {}

  static void refuse(SqlNode statement) {
    statement.accept(new TrailingWords());
  }

  @Override
  public @Nullable Void visit(SqlCall call) {
    if (call instanceof SqlJoin join) {
      refuse(join.getLeft(), OF_JOINS);
    } else if (call instanceof SqlSelect select) {
      select.getSelectList().forEach(item -> refuse(item, OF_AGGREGATES));
    }
    return super.visit(call);
  }

  private static void refuse(SqlNode named, Set<String> words) {
    if (named.getKind() == SqlKind.AS) {
      SqlIdentifier name = ((SqlCall) named).operand(1);
      if (!name.isComponentQuoted(0) && words.contains(name.getSimple().toUpperCase(Locale.ROOT))) {
        throw SqlUtil.newContextException(
            name.getParserPosition(), RESOURCE.illegalQueryExpression());
      }
    }
  }
}
