package dev.skein.calcite.parser;

import static org.apache.calcite.util.Static.RESOURCE;

import java.util.Locale;
import java.util.Set;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlUtil;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;

/**
 * Refuses joins whose kind Calcite would take for the name of the table before it: {@code a SEMI
 * JOIN b} is no join of {@code a AS semi}.
 */
final class JoinWords extends SqlBasicVisitor<@Nullable Void> {
  private static final Set<String> KINDS = Set.of("SEMI", "ANTI", "ASOF", "POSITIONAL");

  private JoinWords() {}

  static void refuse(SqlNode statement) {
    statement.accept(new JoinWords());
  }

  @Override
  public @Nullable Void visit(SqlCall call) {
    if (call instanceof SqlJoin join && join.getLeft().getKind() == SqlKind.AS) {
      SqlIdentifier name = ((SqlCall) join.getLeft()).operand(1);
      if (!name.isComponentQuoted(0) && KINDS.contains(name.getSimple().toUpperCase(Locale.ROOT))) {
        throw SqlUtil.newContextException(
            name.getParserPosition(), RESOURCE.illegalQueryExpression());
      }
    }
    return super.visit(call);
  }
}
