using System.Collections.Immutable;

namespace MeshClaw.Core.Mail;

/// <summary>A script that the mail server runs on what comes in (Sieve, RFC 5228).</summary>
/// <param name="Name">Its name on the server.</param>
/// <param name="Active">Whether it is the one that runs.</param>
/// <param name="Text">The script.</param>
public sealed record MailFilterScript(string Name, bool Active, string Text);

/// <summary>What <c>mail.sieve</c> reads.</summary>
/// <param name="Scripts">Those asked for; none where there is none of that name.</param>
public sealed record MailFilterScripts(ImmutableArray<MailFilterScript> Scripts);
