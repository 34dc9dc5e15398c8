package dev.consolegw.gateway.crooked;

/** Stands for the root of a tree that breaks the rules. */
public final class Top {}
