package dev.skein.calcite.jdbc;

import org.apache.calcite.prepare.CalcitePrepareImpl;

/** Prepares statements of a {@code jdbc:skein:} connection. */
final class SkeinPrepare extends CalcitePrepareImpl {}
