package org.tapwarden.classifier.protocol;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// What a dissector says of itself; `docs/protocols.md` is made of it. Immutable: each word more
/// gives another one.
public final class About {

    private final Protocol protocol;
    private final String title;
    private List<Protocol> variants = List.of();
    private String reference = "";
    private String reads = "";
    private int bound;
    private Set<Transport> transports = Set.of();
    private boolean signature = true;
    private Set<Integer> ports = Set.of();
    private Set<Integer> opens = Set.of();

    private About(Protocol protocol, String title) {
        this.protocol = protocol;
        this.title = title;
    }

    private About copy() {
        var copy = new About(protocol, title);
        copy.variants = variants;
        copy.reference = reference;
        copy.reads = reads;
        copy.bound = bound;
        copy.transports = transports;
        copy.signature = signature;
        copy.ports = ports;
        copy.opens = opens;
        return copy;
    }

    /// The beginning of a description: `About.of(SSH, "SSH").over(TCP).in("RFC 4253, section
    /// 4.2").reads("the identification string", 255)`.
    public static About of(Protocol protocol, String title) {
        return new About(protocol, title);
    }

    /// Shown TCP streams or UDP datagrams or both.
    public About over(Transport first, Transport... others) {
        About more = copy();
        more.transports =
                Stream.concat(Stream.of(first), Stream.of(others))
                        .collect(Collectors.toUnmodifiableSet());
        return more;
    }

    /// Where the format is defined.
    public About in(String specification) {
        About more = copy();
        more.reference = specification;
        return more;
    }

    /// What convinces, and within how many bytes.
    public About reads(String what, int within) {
        About more = copy();
        more.reads = what;
        more.bound = within;
        return more;
    }

    /// A YES may mean one of these instead.
    public About or(Protocol... others) {
        About more = copy();
        more.variants = List.of(others);
        return more;
    }

    /// Goes by the shape of the bytes, not by a value that chance does not produce.
    public About byShape() {
        About more = copy();
        more.signature = false;
        return more;
    }

    /// Is asked first where either end has one of these ports. Saves time, and changes the answer
    /// only where two dissectors would both say yes.
    public About atHome(Integer... homePorts) {
        About more = copy();
        more.ports = Set.of(homePorts);
        return more;
    }

    /// Answers NO to every payload that begins with another byte.
    public About opens(Integer... firstBytes) {
        return opens(Stream.of(firstBytes));
    }

    /// Answers NO to every payload that begins with another byte than one of these texts.
    public About opens(String... texts) {
        return opens(Stream.of(texts).map(text -> text.charAt(0) & 0xff));
    }

    /// Answers NO to every payload whose first byte is not one of these; both ends are included.
    public About opensBetween(int lowest, int highest) {
        return opens(IntStream.rangeClosed(lowest, highest).boxed());
    }

    /// Several of them together mean any of them.
    private About opens(Stream<Integer> firstBytes) {
        About more = copy();
        more.opens =
                Stream.concat(opens.stream(), firstBytes).collect(Collectors.toUnmodifiableSet());
        return more;
    }

    /// What a YES means.
    public Protocol protocol() {
        return protocol;
    }

    /// What a YES may mean instead, see {@link Learnt#variant}.
    public List<Protocol> variants() {
        return variants;
    }

    /// What people call the protocol.
    public String title() {
        return title;
    }

    /// The specification with its section, or what was observed where none is public.
    public String reference() {
        return reference;
    }

    /// Which bytes convince, in a few words.
    public String reads() {
        return reads;
    }

    /// Bytes of one datagram, or of one direction's stream, that can change the answer; what lies
    /// behind them is never looked at.
    public int bound() {
        return bound;
    }

    /// Whose flows are shown to the dissector at all.
    public Set<Transport> transports() {
        return transports;
    }

    /// Whether the bytes that convince are a value that chance does not produce (32 bits or more);
    /// what goes by the shape alone is asked after all others.
    public boolean signature() {
        return signature;
    }

    /// Where it is at home: there it is asked before all others, which saves asking them.
    public Set<Integer> ports() {
        return ports;
    }

    /// The first bytes that a payload may have, whichever side's and whenever, for another answer
    /// than NO; empty for any. It is not asked about others: a flow that nobody knows would
    /// otherwise be shown to hundreds.
    public Set<Integer> opens() {
        return opens;
    }
}
