package dev.skein.calcite.parser;

import java.io.Reader;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.parser.SqlAbstractParserImpl;
import org.apache.calcite.sql.parser.SqlParserImplFactory;
import org.apache.calcite.sql.parser.babel.SimpleCharStream;
import org.apache.calcite.sql.parser.babel.SqlBabelParserImpl;
import org.apache.calcite.util.SourceStringReader;

/** Babel's parser over {@link DuckDbTokens}; a connection names it {@code SkeinParser#FACTORY}. */
public final class SkeinParser extends SqlBabelParserImpl {
  public static final SqlParserImplFactory FACTORY = SkeinParser::of;

  private SkeinParser(Reader reader) {
    super(reader);
    // The generated constructor has made Babel's own tokens, which have read nothing yet.
    token_source = new DuckDbTokens(new SimpleCharStream(reader, 1, 1));
  }

  private static SqlAbstractParserImpl of(Reader reader) {
    SkeinParser parser = new SkeinParser(reader);
    if (reader instanceof SourceStringReader source) {
      parser.setOriginalSql(source.getSourceString());
    }
    return parser;
  }

  @Override
  public SqlNode parseSqlStmtEof() throws Exception {
    DoubleSlash.refuse(getOriginalSql());
    return rewritten(super.parseSqlStmtEof());
  }

  @Override
  public SqlNodeList parseSqlStmtList() throws Exception {
    DoubleSlash.refuse(getOriginalSql());
    SqlNodeList statements = super.parseSqlStmtList();
    statements.replaceAll(SkeinParser::rewritten);
    return statements;
  }

  private static SqlNode rewritten(SqlNode statement) {
    TrailingWords.refuse(statement);
    return WithNames.rewrite(DuckDbClauses.rewrite(statement));
  }
}
