package org.tapwarden.classifier.protocol;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// What a dissector says of itself; `docs/protocols.md` is made of it.
///
/// @param protocol what a YES means
/// @param variants what a YES may mean instead, see {@link Learnt#variant}
/// @param title what people call the protocol
/// @param reference the specification with its section, or what was observed where none is public
/// @param reads which bytes convince, in a few words
/// @param bound bytes of one datagram, or of one direction's stream, that can change the answer;
///   what lies behind them is never looked at
/// @param transports whose flows are shown to the dissector at all
/// @param signature whether the bytes that convince are a value that chance does not produce (32
///   bits or more); what goes by the shape alone is asked after all others
/// @param ports where it is at home: there it is asked before all others, which saves asking them
/// @param opens the first bytes that a payload may have, whichever side's and whenever, for another
///   answer than NO; empty for any. It is not asked about others: a flow that nobody knows would
///   otherwise be shown to hundreds
public record About(
        Protocol protocol,
        List<Protocol> variants,
        String title,
        String reference,
        String reads,
        int bound,
        Set<Transport> transports,
        boolean signature,
        Set<Integer> ports,
        Set<Integer> opens) {

    public About {
        ports = Set.copyOf(ports);
        opens = Set.copyOf(opens);
        variants = List.copyOf(variants);
        transports = Set.copyOf(transports);
    }

    /// The beginning of a description: `About.of(SSH, "SSH").over(TCP).in("RFC 4253, section
    /// 4.2").reads("the identification string", 255)`.
    public static About of(Protocol protocol, String title) {
        return new About(
                protocol,
                List.of(),
                title,
                "",
                "",
                0,
                EnumSet.noneOf(Transport.class),
                true,
                Set.of(),
                Set.of());
    }

    /// Shown TCP streams or UDP datagrams or both.
    public About over(Transport first, Transport... others) {
        return new About(
                protocol,
                variants,
                title,
                reference,
                reads,
                bound,
                EnumSet.of(first, others),
                signature,
                ports,
                opens);
    }

    /// Where the format is defined.
    public About in(String specification) {
        return new About(
                protocol,
                variants,
                title,
                specification,
                reads,
                bound,
                transports,
                signature,
                ports,
                opens);
    }

    /// What convinces, and within how many bytes.
    public About reads(String what, int within) {
        return new About(
                protocol,
                variants,
                title,
                reference,
                what,
                within,
                transports,
                signature,
                ports,
                opens);
    }

    /// A YES may mean one of these instead.
    public About or(Protocol... others) {
        return new About(
                protocol,
                List.of(others),
                title,
                reference,
                reads,
                bound,
                transports,
                signature,
                ports,
                opens);
    }

    /// Goes by the shape of the bytes, not by a value that chance does not produce.
    public About byShape() {
        return new About(
                protocol,
                variants,
                title,
                reference,
                reads,
                bound,
                transports,
                false,
                ports,
                opens);
    }

    /// Is asked first where either end has one of these ports. Saves time, and changes the answer
    /// only where two dissectors would both say yes.
    public About atHome(Integer... homePorts) {
        return new About(
                protocol,
                variants,
                title,
                reference,
                reads,
                bound,
                transports,
                signature,
                Set.of(homePorts),
                opens);
    }

    /// Answers NO to every payload that begins with another byte.
    public About opens(Integer... firstBytes) {
        return with(Stream.of(firstBytes));
    }

    /// Answers NO to every payload that begins with another byte than one of these texts.
    public About opens(String... texts) {
        return with(Stream.of(texts).map(text -> text.charAt(0) & 0xff));
    }

    /// Answers NO to every payload whose first byte is not one of these; both ends are included.
    public About opensBetween(int lowest, int highest) {
        return with(IntStream.rangeClosed(lowest, highest).boxed());
    }

    /// Several of them together mean any of them.
    private About with(Stream<Integer> more) {
        return new About(
                protocol,
                variants,
                title,
                reference,
                reads,
                bound,
                transports,
                signature,
                ports,
                Stream.concat(opens.stream(), more).collect(Collectors.toSet()));
    }
}
