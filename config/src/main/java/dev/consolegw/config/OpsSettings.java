package dev.consolegw.config;

import dev.consolegw.config.value.LocalListen;
import dev.consolegw.config.yaml.Default;
import dev.consolegw.config.yaml.Doc;
import dev.consolegw.config.yaml.Where;

/** Metrics and health. */
public record OpsSettings(
    Where where,
    @Restart
        @Doc(
            "Address and port of the loopback, or unix:/PATH. `/metrics`, `/livez` and `/readyz`"
                + " are answered to anybody who reaches it.")
        @Default("127.0.0.1:9090")
        LocalListen listen) {}
