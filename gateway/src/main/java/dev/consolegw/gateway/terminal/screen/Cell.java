package dev.consolegw.gateway.terminal.screen;

/**
 * What one place on the screen shows.
 *
 * @param text a character with all that is combined with it; a space where nothing was written, and
 *     nothing for the second half of a wide character. It holds no controls and nothing that
 *     changes the direction of text
 */
public record Cell(String text, Style style) {}
