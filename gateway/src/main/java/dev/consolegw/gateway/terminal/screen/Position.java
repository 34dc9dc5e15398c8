package dev.consolegw.gateway.terminal.screen;

/**
 * A place on the screen.
 *
 * @param row from 0, at the top
 * @param column from 0, at the left
 */
public record Position(int row, int column) {}
