package dev.consolegw.gateway.terminal.screen;

import dev.consolegw.gateway.terminal.screen.SizeEvidence.Source;

/** Takes note of what tells the size of the guest's terminal. */
final class SizeWitness {
  private static final int USUAL_ROWS = 24;
  private static final int USUAL_COLUMNS = 80;

  /** Nobody draws beyond; who goes there asks where the cursor stops. */
  private static final int BEYOND = 500;

  /** Widths that are usual. */
  private static final int[] WIDTHS = {80, 100, 120, 132, 160, 200};

  private int setRows;
  private int setColumns;
  private int regionRows;
  private int furthestRow; // since the region
  private int furthestColumn;
  private boolean isAsked;

  /** The cursor is placed, from 1. */
  void placed(int row, int column) {
    if (row > BEYOND || column > BEYOND) {
      isAsked = true;
    } else {
      furthestRow = Math.max(furthestRow, row);
      furthestColumn = Math.max(furthestColumn, column);
    }
  }

  /** The region is set, from 1; 0 for a bottom that was not told. */
  void region(int top, int bottom) {
    if (top == 1 && bottom > 1 && bottom <= BEYOND) {
      regionRows = bottom;
      furthestRow = 0;
    }
  }

  /** The guest has set a size. */
  void set(int rows, int columns) {
    if (rows > 0 && rows <= BEYOND) {
      setRows = rows;
    }
    if (columns > 0 && columns <= BEYOND) {
      setColumns = columns;
    }
  }

  SizeEvidence evidence() {
    var rowsFrom =
        setRows > 0
            ? Source.SET
            : regionRows > 0 ? Source.REGION : furthestRow > 1 ? Source.CURSOR : Source.NONE;
    var columnsFrom =
        setColumns > 0 ? Source.SET : furthestColumn > 1 ? Source.CURSOR : Source.NONE;
    int rows =
        switch (rowsFrom) {
          case SET -> setRows;
          // A line below the region, for a status, is a part of the screen.
          case REGION -> furthestRow == regionRows + 1 ? furthestRow : regionRows;
          case CURSOR -> furthestRow;
          case NONE -> USUAL_ROWS;
        };
    int columns =
        switch (columnsFrom) {
          case SET -> setColumns;
          case CURSOR -> usual(furthestColumn);
          case REGION, NONE -> USUAL_COLUMNS;
        };
    return new SizeEvidence(rows, rowsFrom, columns, columnsFrom, isAsked);
  }

  private static int usual(int columns) {
    for (int width : WIDTHS) {
      if (columns <= width) {
        return width;
      }
    }
    return columns;
  }
}
