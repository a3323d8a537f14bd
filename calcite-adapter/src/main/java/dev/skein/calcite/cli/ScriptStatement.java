package dev.skein.calcite.cli;

/**
 * One statement of a script.
 *
 * @param sql its text without the closing semicolon and without surrounding blanks or comments
 * @param line the line of the script its text starts on, from 1
 * @param column the column its text starts on, from 1
 */
record ScriptStatement(String sql, int line, int column) {}
