package dev.skein.calcite.lower;

import dev.skein.calcite.sql.SkeinTypeSystem;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import org.apache.calcite.adapter.java.JavaTypeFactory;
import org.apache.calcite.config.CalciteConnectionConfig;
import org.apache.calcite.config.CalciteConnectionConfigImpl;
import org.apache.calcite.config.CalciteConnectionProperty;
import org.apache.calcite.config.Lex;
import org.apache.calcite.jdbc.CalciteSchema;
import org.apache.calcite.jdbc.JavaTypeFactoryImpl;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.volcano.VolcanoPlanner;
import org.apache.calcite.prepare.CalciteCatalogReader;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.schema.impl.AbstractTable;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperatorTable;
import org.apache.calcite.sql.fun.SqlLibrary;
import org.apache.calcite.sql.fun.SqlLibraryOperatorTableFactory;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParser;
import org.apache.calcite.sql.util.SqlOperatorTables;
import org.apache.calcite.sql.validate.SqlConformanceEnum;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorUtil;
import org.apache.calcite.sql2rel.SqlToRelConverter;
import org.apache.calcite.sql2rel.StandardConvertletTable;

/** Turns SQL over tables without rows into rel trees, under Skein's types and UTF-8. */
public final class CalcitePlans {
  private final JavaTypeFactory types;
  private final CalciteSchema root = CalciteSchema.createRootSchema(false);
  private final SqlOperatorTable operators;

  public CalcitePlans(JavaTypeFactory types, SqlLibrary... libraries) {
    this(types, library(libraries));
  }

  public CalcitePlans(JavaTypeFactory types, SqlOperatorTable operators) {
    this.types = types;
    this.operators = operators;
  }

  private static SqlOperatorTable library(SqlLibrary... libraries) {
    List<SqlLibrary> all = new ArrayList<>(Arrays.asList(libraries));
    all.add(0, SqlLibrary.STANDARD);
    return SqlLibraryOperatorTableFactory.INSTANCE.getOperatorTable(all.toArray(SqlLibrary[]::new));
  }

  public void addTable(String name, RelDataType rowType) {
    root.plus()
        .add(
            name,
            new AbstractTable() {
              @Override
              public RelDataType getRowType(RelDataTypeFactory factory) {
                return rowType;
              }
            });
  }

  public RelNode convert(String sql) {
    Properties properties = new Properties();
    properties.setProperty(CalciteConnectionProperty.CASE_SENSITIVE.camelName(), "false");
    CalciteConnectionConfig config = new CalciteConnectionConfigImpl(properties);
    CalciteCatalogReader catalog = new CalciteCatalogReader(root, List.of(), types, config);
    SqlValidator validator =
        SqlValidatorUtil.newValidator(
            SqlOperatorTables.chain(operators, catalog),
            catalog,
            types,
            SqlValidator.Config.DEFAULT.withConformance(SqlConformanceEnum.BABEL));
    try {
      SqlParser.Config parser =
          SqlParser.config().withLex(Lex.JAVA).withConformance(SqlConformanceEnum.BABEL);
      SqlNode node = SqlParser.create(sql, parser).parseQuery();
      SqlNode valid = validator.validate(node);
      SqlToRelConverter converter =
          new SqlToRelConverter(
              (type, query, schema, view) -> {
                throw new UnsupportedOperationException();
              },
              validator,
              catalog,
              RelOptCluster.create(new VolcanoPlanner(), new RexBuilder(types)),
              StandardConvertletTable.INSTANCE,
              SqlToRelConverter.config().withExpand(false));
      return converter.convertQuery(valid, false, true).rel;
    } catch (SqlParseException e) {
      throw new IllegalArgumentException(sql, e);
    }
  }

  /** Calcite's own reads literals as ISO-8859-1. */
  public static final class Utf8TypeFactory extends JavaTypeFactoryImpl {
    public Utf8TypeFactory() {
      super(SkeinTypeSystem.INSTANCE);
    }

    @Override
    public Charset getDefaultCharset() {
      return StandardCharsets.UTF_8;
    }
  }
}
