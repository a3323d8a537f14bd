package dev.skein.e2e;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** Holds the packages to the directions that docs/architecture.md draws. */
@AnalyzeClasses(packages = "dev.skein", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  private static final String RUNTIME = "dev.skein.runtime";
  private static final String ADAPTER = "dev.skein.calcite";

  @ArchTest
  static final ArchRule theRuntimeDoesNotKnowCalcite =
      noClasses()
          .that()
          .resideInAPackage(RUNTIME + "..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.calcite..", ADAPTER + "..");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("dev.skein.(*.*)..").should().beFreeOfCycles();

  @ArchTest static final ArchRule tasksAreWordsOnly = only(RUNTIME, "task");

  @ArchTest static final ArchRule splitsUseTasks = only(RUNTIME, "split", "task");

  @ArchTest static final ArchRule exchangesUseTasks = only(RUNTIME, "exchange", "task");

  @ArchTest
  static final ArchRule workersUseExchangesAndTasks = only(RUNTIME, "worker", "exchange", "task");

  @ArchTest
  static final ArchRule flightUsesWorkers = only(RUNTIME, "flight", "worker", "exchange", "task");

  @ArchTest static final ArchRule theMeaningOfSqlStandsAlone = only(ADAPTER, "sql");

  @ArchTest static final ArchRule theParserUsesTheMeaningOfSql = only(ADAPTER, "parser", "sql");

  @ArchTest static final ArchRule relationalNodesUseNothingOfTheAdapter = only(ADAPTER, "rel");

  @ArchTest
  static final ArchRule relationalNodesDoNoInputOrOutput =
      noClasses()
          .that()
          .resideInAPackage(ADAPTER + ".rel..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.sql..", "java.io..", "java.nio.file..", "org.duckdb..");

  @ArchTest
  static final ArchRule loweringUsesRelationalNodes = only(ADAPTER, "lower", "rel", "sql");

  @ArchTest
  static final ArchRule partsOfLoweringHaveNoCycles =
      slices().matching(ADAPTER + ".lower.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule textsKnowNothingThatIsMadeOfThem =
      only(ADAPTER, "lower.text", "sql", "rel");

  @ArchTest
  static final ArchRule aggregatesDoNotKnowExpressions =
      only(ADAPTER, "lower.aggregate", "lower.text", "sql", "rel");

  @ArchTest
  static final ArchRule expressionsUseAggregatesForWindows =
      only(ADAPTER, "lower.expression", "lower.aggregate", "lower.text", "sql", "rel");

  @ArchTest
  static final ArchRule splitsAreDecidedWithoutSql =
      only(ADAPTER, "lower.split", "lower.aggregate", "sql", "rel");

  @ArchTest
  static final ArchRule theBridgeUsesLowering = only(ADAPTER, "enumerable", "lower", "rel", "sql");

  @ArchTest
  static final ArchRule validationUsesTheMeaningOfSql = only(ADAPTER, "validate", "rel", "sql");

  @ArchTest
  static final ArchRule rulesUseWhatIsBelowThem =
      only(ADAPTER, "rule", "enumerable", "lower", "rel", "sql");

  @ArchTest
  static final ArchRule schemasDoNotKnowDriversOrCommands =
      noClasses()
          .that()
          .resideInAPackage(ADAPTER + ".schema..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(ADAPTER + ".jdbc..", ADAPTER + ".cli..");

  @ArchTest
  static final ArchRule namesSayARole =
      noClasses()
          .should()
          .haveNameMatching(".*(Manager|Helper|Utils?|Impl|Job|Fragment|Shard|Chunk|Morsel)");

  @ArchTest
  static final ArchRule packagesAreNullMarked = classes().should(liveInANullMarkedPackage());

  /** SQL is written where the design says, and nowhere else. */
  @Test
  void onlyLoweringAndTheReadersOfMetadataWriteSql() throws IOException {
    Pattern sql = Pattern.compile("\"\\s*(SELECT|INSERT|UPDATE|DELETE|WITH|ATTACH|FROM) ");
    Pattern writers =
        Pattern.compile(
            "runtime/src/main/java/dev/skein/runtime/(catalog|split|worker|flight)/.*"
                + "|calcite-adapter/src/main/java/dev/skein/calcite/(lower|schema|cli)/.*");
    List<String> elsewhere = new ArrayList<>();
    for (String module : List.of("runtime", "calcite-adapter")) {
      try (Stream<Path> files = Files.walk(Path.of(module, "src/main/java"))) {
        files
            .filter(file -> file.toString().endsWith(".java"))
            .filter(file -> !writers.matcher(file.toString()).matches())
            .filter(file -> sql.matcher(read(file)).find())
            .forEach(file -> elsewhere.add(file.toString()));
      }
    }
    assertEquals(List.of(), elsewhere, "These write SQL");
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** A package may use itself, the named ones beside it, and anything outside Skein's own tree. */
  private static ArchRule only(String root, String name, String... used) {
    List<String> allowed =
        Stream.concat(Stream.of(name), Stream.of(used)).map(each -> root + "." + each).toList();
    return noClasses()
        .that()
        .resideInAPackage(root + "." + name + "..")
        .should()
        .dependOnClassesThat(
            new DescribedPredicate<>("belong to a package of " + root + " other than " + allowed) {
              @Override
              public boolean test(JavaClass other) {
                String found = other.getPackageName();
                return (found.equals(root) || found.startsWith(root + "."))
                    && allowed.stream()
                        .noneMatch(each -> found.equals(each) || found.startsWith(each + "."));
              }
            })
        .allowEmptyShould(true);
  }

  private static ArchCondition<JavaClass> liveInANullMarkedPackage() {
    return new ArchCondition<>("live in a package whose package-info is @NullMarked") {
      @Override
      public void check(JavaClass each, ConditionEvents events) {
        JavaPackage home = each.getPackage();
        boolean marked =
            home.tryGetPackageInfo().isPresent() && home.isAnnotatedWith(NullMarked.class);
        if (!marked) {
          events.add(
              SimpleConditionEvent.violated(
                  each, home.getName() + " has no @NullMarked package-info"));
        }
      }
    };
  }
}
