package dev.consolegw.gateway;

import dev.consolegw.config.Settings;
import dev.consolegw.gateway.budget.Budget;
import dev.consolegw.gateway.budget.Budgets;
import dev.consolegw.gateway.command.pattern.PatternLimits;
import dev.consolegw.gateway.console.ConsoleLimits;
import dev.consolegw.gateway.history.HistoryLimits;

/** What settings say of bounds, as those who keep them want it. No state. */
final class Bounds {
  private Bounds() {}

  /** Of consoles. */
  static ConsoleLimits consoles(Settings settings) {
    return ConsoleLimits.DEFAULT
        .withSilentSeat(settings.ssh().silentSeat())
        .perPerson(settings.limits().viewersPerPerson(), settings.limits().breaks());
  }

  /** Of what is kept. */
  static HistoryLimits history(Settings.History settings) {
    return HistoryLimits.standard().with(settings.keep(), settings.keepFor(), Reload.all(settings));
  }

  /** Of what people search for. */
  static PatternLimits patterns(Settings.Limits said) {
    return new PatternLimits(
        said.patternsPerPerson(), said.patterns(), said.patternLength(), said.patternCounts());
  }

  /** Of clients. */
  static Budgets clients(Settings settings) {
    var said = settings.limits();
    return Budgets.of(
        said.connectionsPerPerson().orElse(Math.max(2, settings.ssh().connections() / 2)),
        said.sessionsPerPerson(),
        new Budget.Limits(
            said.inputPerConnection().bytes(), said.inputPerPerson().bytes(), said.input().bytes()),
        new Budget.Limits(
            said.outputPerConnection().bytes(),
            said.outputPerPerson().bytes(),
            said.output().bytes()));
  }
}
