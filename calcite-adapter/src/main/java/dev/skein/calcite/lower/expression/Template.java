package dev.skein.calcite.lower.expression;

import dev.skein.calcite.lower.text.DuckDbTypes;
import dev.skein.calcite.lower.text.Literals;
import dev.skein.calcite.lower.text.NotInDuckDb;
import dev.skein.calcite.lower.text.Placeholders;
import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;

/**
 * A call that is written by filling its operands into a pattern, {@code "lpad({0}, {1}, ' ')"}.
 * Each operand must be of a kind for which the pattern was proved to mean what Calcite means.
 */
final class Template implements ScalarFunction {
  /** A kind of operand: which types it admits and how they are written. */
  enum Operand {
    CHARACTERS {
      @Override
      boolean admits(RelDataType type) {
        return SqlTypeUtil.inCharFamily(type);
      }
    },
    BINARY {
      @Override
      boolean admits(RelDataType type) {
        return SqlTypeName.BINARY_TYPES.contains(type.getSqlTypeName());
      }
    },
    BOOLEAN {
      @Override
      boolean admits(RelDataType type) {
        return type.getSqlTypeName() == SqlTypeName.BOOLEAN;
      }
    },
    /** An integer of up to 32 bits. */
    INTEGER {
      @Override
      boolean admits(RelDataType type) {
        return LONG.admits(type) && type.getSqlTypeName() != SqlTypeName.BIGINT;
      }
    },
    /** An integer of any width. */
    LONG {
      @Override
      boolean admits(RelDataType type) {
        return SqlTypeName.INT_TYPES.contains(type.getSqlTypeName());
      }
    },
    /** An integer constant above zero. */
    POSITIVE {
      @Override
      String write(RexNode node, RexToDuckDb writer) {
        boolean positive =
            node instanceof RexLiteral literal
                && !literal.isNull()
                && SqlTypeName.INT_TYPES.contains(literal.getType().getSqlTypeName())
                && Literals.number(literal).signum() > 0;
        if (!positive) {
          throw new NotInDuckDb(node, "only a constant above zero is alike in DuckDB");
        }
        return super.write(node, writer);
      }

      @Override
      boolean admits(RelDataType type) {
        return LONG.admits(type);
      }
    },
    /** Any number, computed as a double. */
    DOUBLE {
      @Override
      boolean admits(RelDataType type) {
        return SqlTypeName.NUMERIC_TYPES.contains(type.getSqlTypeName());
      }

      @Override
      String write(RexNode node, RexToDuckDb writer) {
        if (node.getType().getSqlTypeName() == SqlTypeName.DOUBLE
            || node.getType().getSqlTypeName() == SqlTypeName.FLOAT) {
          return writer.write(node);
        }
        check(node);
        return node instanceof RexLiteral literal && !literal.isNull()
            ? Literals.asDouble(Literals.number(literal))
            : "CAST(" + writer.write(node) + " AS DOUBLE)";
      }
    },
    NUMBER {
      @Override
      boolean admits(RelDataType type) {
        return SqlTypeName.NUMERIC_TYPES.contains(type.getSqlTypeName());
      }
    },
    DATE {
      @Override
      boolean admits(RelDataType type) {
        return type.getSqlTypeName() == SqlTypeName.DATE;
      }
    },
    TIMESTAMP {
      @Override
      boolean admits(RelDataType type) {
        return type.getSqlTypeName() == SqlTypeName.TIMESTAMP;
      }
    },
    ARRAY {
      @Override
      boolean admits(RelDataType type) {
        return type.getSqlTypeName() == SqlTypeName.ARRAY;
      }
    },
    ANY {
      @Override
      boolean admits(RelDataType type) {
        return DuckDbTypes.sqlType(type).isPresent();
      }
    };

    abstract boolean admits(RelDataType type);

    String write(RexNode node, RexToDuckDb writer) {
      check(node);
      return writer.write(node);
    }

    void check(RexNode node) {
      if (!admits(node.getType())) {
        throw new NotInDuckDb(node, "as " + node.getType() + " DuckDB computes otherwise");
      }
    }
  }

  private final String resultType;
  private final String pattern;
  private final List<Operand> operands;

  private Template(String resultType, String pattern, List<Operand> operands) {
    this.resultType = resultType;
    this.pattern = pattern;
    this.operands = operands;
  }

  /**
   * A template of as many operands as kinds are given.
   *
   * @param resultType the DuckDB type of the text; where the call has another it is cast
   */
  static Template of(String resultType, String pattern, Operand... operands) {
    return new Template(resultType, pattern, List.of(operands));
  }

  /** Chooses among templates by the number of operands. */
  static ScalarFunction byArity(Template... templates) {
    return (call, writer) -> {
      for (Template template : templates) {
        if (template.operands.size() == call.getOperands().size()) {
          return template.write(call, writer);
        }
      }
      throw new NotInDuckDb(call, "a call with " + call.getOperands().size() + " operands");
    };
  }

  @Override
  public String write(RexCall call, RexToDuckDb writer) {
    if (call.getOperands().size() != operands.size()) {
      throw new NotInDuckDb(call, "a call with " + call.getOperands().size() + " operands");
    }
    String[] texts = new String[operands.size()];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = operands.get(i).write(call.getOperands().get(i), writer);
    }
    String text = Placeholders.fill(pattern, texts);
    return resultType.equals(DuckDbTypes.typeName(call.getType()))
        ? text
        : writer.cast(text, call.getType());
  }
}
