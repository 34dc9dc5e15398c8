package dev.consolegw.config;

import dev.consolegw.config.value.FileMode;
import dev.consolegw.config.value.FilePattern;
import dev.consolegw.config.yaml.Default;
import dev.consolegw.config.yaml.Doc;
import dev.consolegw.config.yaml.RecordShape;
import dev.consolegw.config.yaml.Where;

/**
 * Files that hold what consoles print, for programs that read files. Written as one text, that is
 * its {@code file}.
 */
@RecordShape.AsText("file")
public record MirrorSettings(
    Where where,
    @Doc(
            "The file of each console: %name is what people call it, %project its project, %id what"
                + " its directory knows it by, %directory that directory.")
        FilePattern file,
    @Doc("Who may read and write a file that the gateway makes.") @Default("0600") FileMode mode) {}
