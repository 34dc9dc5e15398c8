/** The colours of the terminal. Text that has too little contrast in them is drawn with more. */

const DARK = {
  background: '#14171c',
  foreground: '#d9dee5',
  cursor: '#8ab8ff',
  selectionBackground: '#2f4a70',
  selectionInactiveBackground: '#35527c',
  scrollbarSliderBackground: '#ffffff24',
  scrollbarSliderHoverBackground: '#ffffff40',
  scrollbarSliderActiveBackground: '#ffffff59',
  black: '#2b3038',
  red: '#f2777a',
  green: '#86c98a',
  yellow: '#e3b964',
  blue: '#72a9f7',
  magenta: '#c995ea',
  cyan: '#5fc4cc',
  white: '#c9ced6',
  brightBlack: '#7d8693',
  brightRed: '#ff9b98',
  brightGreen: '#a5e3a8',
  brightYellow: '#f6d488',
  brightBlue: '#9cc6ff',
  brightMagenta: '#dfb9f8',
  brightCyan: '#8fe1e6',
  brightWhite: '#ffffff',
};

const LIGHT = {
  background: '#fcfcfa',
  foreground: '#22272e',
  cursor: '#0b57d0',
  selectionBackground: '#bcd6fb',
  selectionInactiveBackground: '#b4d0f7',
  scrollbarSliderBackground: '#00000024',
  scrollbarSliderHoverBackground: '#00000040',
  scrollbarSliderActiveBackground: '#00000059',
  black: '#16191d',
  red: '#b3261e',
  green: '#1a7f37',
  yellow: '#8a6100',
  blue: '#0b57d0',
  magenta: '#8430ce',
  cyan: '#0b7a83',
  white: '#d3d7dd',
  brightBlack: '#5c6570',
  brightRed: '#d0362d',
  brightGreen: '#1f8f40',
  brightYellow: '#9a6f00',
  brightBlue: '#2c71e8',
  brightMagenta: '#9b4de0',
  brightCyan: '#148a94',
  brightWhite: '#ffffff',
};

/** How much contrast text has at least: what WCAG calls AAA (success criterion 1.4.6). */
export const CONTRAST = 7;

/** What search marks, by whether the page is dark. */
export function marks(isDark) {
  return isDark
    ? {
        matchBackground: '#4a4326',
        matchOverviewRuler: '#e3b964',
        activeMatchBackground: '#7a6420',
        activeMatchColorOverviewRuler: '#f6d488',
      }
    : {
        matchBackground: '#fbeec2',
        matchOverviewRuler: '#8a6100',
        activeMatchBackground: '#f5d264',
        activeMatchColorOverviewRuler: '#8a6100',
      };
}

export function colours(isDark) {
  return isDark ? DARK : LIGHT;
}
