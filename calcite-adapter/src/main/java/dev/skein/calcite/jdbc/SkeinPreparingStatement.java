package dev.skein.calcite.jdbc;

import dev.skein.calcite.enumerable.DistributedToEnumerable;
import dev.skein.calcite.enumerable.StageQuery;
import dev.skein.calcite.rel.DistributedConvention;
import dev.skein.calcite.rel.DistributedStatement;
import dev.skein.calcite.rule.CorrelationFinder;
import dev.skein.calcite.rule.DistributedProgram;
import dev.skein.calcite.rule.PlainTranslation;
import dev.skein.calcite.rule.SpelledOutNulls;
import dev.skein.calcite.schema.DistributedSchema;
import dev.skein.calcite.schema.ReadOnlyTables;
import dev.skein.calcite.sql.SkeinConformance;
import dev.skein.calcite.sql.SkeinOperatorTable;
import dev.skein.calcite.sql.SkeinTypeCoercion;
import dev.skein.calcite.validate.SkeinValidator;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.calcite.adapter.enumerable.EnumerableRel;
import org.apache.calcite.avatica.Meta;
import org.apache.calcite.config.CalciteConnectionConfig;
import org.apache.calcite.config.CalciteConnectionConfigImpl;
import org.apache.calcite.config.CalciteConnectionProperty;
import org.apache.calcite.jdbc.CalcitePrepare.Context;
import org.apache.calcite.plan.Convention;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptTable;
import org.apache.calcite.prepare.CalcitePrepareImpl.CalcitePreparingStmt;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelRoot;
import org.apache.calcite.runtime.Bindable;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.sql.SqlDelete;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlInsert;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlMerge;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperatorTable;
import org.apache.calcite.sql.SqlUpdate;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlOperatorTables;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql2rel.SqlRexConvertletTable;
import org.apache.calcite.sql2rel.SqlToRelConverter;
import org.apache.calcite.tools.Program;
import org.apache.calcite.tools.RelBuilder;
import org.apache.calcite.util.Pair;

/** The steps of preparing one statement where they differ from Calcite's own. */
final class SkeinPreparingStatement extends CalcitePreparingStmt {
  private static final RelBuilder.Config TRANSLATING =
      PlainTranslation.asWritten(RelBuilder.Config.DEFAULT);

  private static final RelBuilder.Config TRIMMING = TRANSLATING.withSimplify(true);

  private final SkeinPrepare skein;
  private final RelOptCluster ofStatement;
  private RelBuilder.Config building = TRANSLATING;

  SkeinPreparingStatement(
      SkeinPrepare prepare,
      Context context,
      CatalogReader catalogReader,
      EnumerableRel.Prefer prefer,
      RelOptCluster cluster,
      Convention resultConvention,
      SqlRexConvertletTable convertletTable) {
    super(
        prepare,
        context,
        catalogReader,
        context.getTypeFactory(),
        context.getRootSchema(),
        prefer,
        cluster,
        resultConvention,
        convertletTable);
    this.skein = prepare;
    this.ofStatement = cluster;
  }

  /** DuckDB's functions are there unless the connection property {@code fun} names others. */
  @Override
  protected SqlValidator createSqlValidator(
      CatalogReader reader, UnaryOperator<SqlValidator.Config> transform) {
    CalciteConnectionConfig config = context.config();
    if (config instanceof CalciteConnectionConfigImpl given
        && given.isSet(CalciteConnectionProperty.FUN)) {
      return super.createSqlValidator(reader, transform);
    }
    List<SqlOperatorTable> operators = new ArrayList<>();
    operators.add(SkeinOperatorTable.complete());
    operators.add(reader);
    SkeinSchemas.main(context).map(DistributedSchema::functions).ifPresent(operators::add);
    return new SkeinValidator(
        SqlOperatorTables.chain(operators),
        reader,
        typeFactory,
        transform.apply(
            SqlValidator.Config.DEFAULT
                .withTypeCoercionFactory(
                    (types, validator) ->
                        new SkeinTypeCoercion(
                            types,
                            validator,
                            skein.yields(),
                            ((SkeinValidator) validator)::beginsRecursion))
                .withLenientOperatorLookup(config.lenientOperatorLookup())
                .withConformance(SkeinConformance.of(config.conformance()))
                .withDefaultNullCollation(config.defaultNullCollation())
                .withIdentifierExpansion(true)),
        () -> SkeinSchemas.main(context).map(main -> main.runtime().macros()).orElse(Set.of()),
        skein.yields());
  }

  /**
   * Conversion only translates ({@link PlainTranslation}). Calcite 1.42 also fails where it asks
   * whether rows are distinct already and a condition compares with NULL.
   */
  @Override
  protected SqlToRelConverter getSqlToRelConverter(
      SqlValidator validator, CatalogReader reader, SqlToRelConverter.Config config) {
    return new SkeinSqlToRelConverter(
        this,
        validator,
        reader,
        ofStatement,
        convertletTable,
        config.withRelBuilderFactory(RelBuilder.proto(building)));
  }

  /**
   * A lateral join stays one, as DuckDB runs them. Calcite 1.42 would lose the row that a sub-query
   * above the join refers to, or fail. What does not run in DuckDB as a whole is decorrelated when
   * it is planned.
   */
  @Override
  protected RelNode decorrelate(SqlToRelConverter converter, SqlNode query, RelNode root) {
    return root;
  }

  /**
   * DuckDB reads no column that nothing needs, so that this is only for shorter plans. Calcite 1.42
   * trims the inputs of correlated sub-queries and lateral joins by the number of their columns,
   * which fails where two are alike, and asserts that no condition compares with a NULL constant.
   * It simplifies the expressions that it moves, for which they have to say all that they mean.
   */
  @Override
  protected RelRoot trimUnusedFields(RelRoot translated) {
    DistributedProgram.uninstallFromThread();
    building = TRIMMING;
    RelRoot root = translated.withRel(SpelledOutNulls.in(translated.rel));
    if (new CorrelationFinder().isIn(root.rel)) {
      return root;
    }
    try {
      return super.trimUnusedFields(root);
    } catch (AssertionError untrimmable) {
      return root;
    }
  }

  @Override
  public PreparedResult prepareSql(
      SqlNode sqlQuery,
      SqlNode sqlNodeOriginal,
      Class<?> runtimeContextClass,
      SqlValidator validator,
      boolean needsValidation) {
    changedTable(sqlQuery).ifPresent(target -> checkChange(sqlQuery.getKind(), target));
    return super.prepareSql(
        sqlQuery, sqlNodeOriginal, runtimeContextClass, validator, needsValidation);
  }

  private static Optional<SqlIdentifier> changedTable(SqlNode statement) {
    SqlNode target =
        statement instanceof SqlInsert insert
            ? insert.getTargetTable()
            : statement instanceof SqlUpdate update
                ? update.getTargetTable()
                : statement instanceof SqlDelete delete
                    ? delete.getTargetTable()
                    : statement instanceof SqlMerge merge ? merge.getTargetTable() : null;
    return target instanceof SqlIdentifier identifier ? Optional.of(identifier) : Optional.empty();
  }

  private void checkChange(SqlKind change, SqlIdentifier target) {
    RelOptTable table = catalogReader.getTable(target.names);
    if (table != null) {
      ReadOnlyTables.refusal(table, change)
          .ifPresent(
              why -> {
                SqlParserPos place = target.getParserPosition();
                throw new CalciteContextException(
                    "At line " + place.getLineNum() + ", column " + place.getColumnNum(),
                    new UnsupportedOperationException(why),
                    place.getLineNum(),
                    place.getColumnNum(),
                    place.getEndLineNum(),
                    place.getEndColumnNum());
              });
    }
  }

  @Override
  protected Program getProgram() {
    return DistributedProgram.of(defaultConvention(), skein.yields());
  }

  /** A statement without tables runs in the default schema's DuckDB. */
  private Optional<DistributedConvention> defaultConvention() {
    return SkeinSchemas.byDefault(context).map(DistributedSchema::convention);
  }

  @Override
  protected PreparedResult implement(RelRoot root) {
    DistributedStatement asItIs = skein.handedOver();
    if (asItIs != null) {
      parameterRowType = asItIs.parameters().types();
    }
    if (!(root.rel instanceof DistributedToEnumerable bridge)
        || bridge.convention().distribution() == DistributedConvention.Distribution.NEVER) {
      return super.implement(root);
    }
    DistributedToEnumerable result =
        root.isRefTrivial()
            ? bridge
            : bridge.project(Pair.left(root.fields), root.validatedRowType);
    StageQuery stages = result.query(skein.sql());
    skein.runDirectly(stages, ExactParameters.of(bridge.getInput()));
    int columns = result.getRowType().getFieldCount();
    return new PreparedResultImpl(
        root.rel.getRowType(),
        Objects.requireNonNull(parameterRowType),
        Objects.requireNonNull(fieldOrigins),
        root.collation.getFieldCollations().isEmpty() ? List.of() : List.of(root.collation),
        result,
        null,
        false) {
      @Override
      public String getCode() {
        throw new UnsupportedOperationException("There is no generated code");
      }

      @Override
      public Bindable<?> getBindable(Meta.CursorFactory cursorFactory) {
        return stages::jdbcRows;
      }

      @Override
      public Type getElementType() {
        return columns == 1 ? Object.class : Object[].class;
      }
    };
  }
}
