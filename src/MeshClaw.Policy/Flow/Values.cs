using System.Collections.Frozen;
using System.Text.RegularExpressions;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Policy.Flow;

/// <summary>Small questions about the values of one call.</summary>
internal static partial class Values
{
    private static readonly FrozenSet<string> s_names = new[] { "name", "filename", "file_name", "title" }.ToFrozenSet(
        StringComparer.OrdinalIgnoreCase
    );

    /// <summary>The name of something that the call creates: it acts upon nothing else, so this is what identifies it.</summary>
    public static bool NamesWhatIsNew(ProposedCall call, CallValue value) =>
        value.Role == ValueRole.Content
        && s_names.Contains(value.Name)
        && !call.Values.Any(v => v.Role is ValueRole.Target or ValueRole.Destination);

    /// <summary>The parts of a call's content that are the owner's own wording, with where the owner wrote them.</summary>
    public static IEnumerable<(CallValue Value, int At)> OwnersPieces(ProposedCall call, RunFlow flow)
    {
        foreach (var value in call.Values)
        {
            if (value.Role != ValueRole.Content || value.Form != ValueForm.Text)
            {
                continue;
            }

            foreach (var (piece, words) in value.Parts.Sentences)
            {
                var at = Words.IndexOf(flow.Owner.Words, words);
                if (at >= 0 && (words.Length > 2 || flow.Owner.IsQuoted(at)))
                {
                    yield return (value with { Text = piece.Trim() }, at);
                }
            }
        }
    }

    /// <summary>An end before its beginning, in a sentence for the owner; null where there is none.</summary>
    public static string? Disorder(ProposedCall call)
    {
        var days = call
            .Values.Where(v => v.Form == ValueForm.Text && v.Parts.Day is not null)
            .Select(v => (v, Moment(v)))
            .ToList();
        foreach (var (start, from) in days.Where(d => Beginning().IsMatch(d.v.Name)))
        {
            foreach (var (end, to) in days.Where(d => Ending().IsMatch(d.v.Name)))
            {
                if (to < from)
                {
                    return $"It ends ({end.Name}) before it begins ({start.Name}).";
                }
            }
        }

        return null;
    }

    /// <summary>
    /// A day or a setting in the content that the owner did not speak of: days only those that the owner named, where the owner named
    /// any; numbers and switches that the tool does not require, none.
    /// </summary>
    public static CallValue? Unasked(ProposedCall call, RunFlow flow)
    {
        foreach (var value in call.Values)
        {
            if (value.Role is ValueRole.Destination or ValueRole.Target)
            {
                continue;
            }

            if (value.Form != ValueForm.Text)
            {
                if (value.Optional && !Choices.Of(value, flow).IsOwners)
                {
                    return value;
                }
            }
            else if (value.Parts.Day is { } day && !IsFit(value, day, value.Parts.Time, call, flow))
            {
                return value;
            }
        }

        return null;
    }

    private static bool IsFit(CallValue value, DateOnly day, TimeOnly? time, ProposedCall call, RunFlow flow)
    {
        var owner = flow.Owner;
        if (owner.Days.IsEmpty)
        {
            return !value.Optional || Choices.Of(value, flow).IsOwners;
        }

        if (!owner.Days.Any(d => d.Is(day)))
        {
            return Choices.Of(value, flow).IsOwners;
        }

        // An end follows from a beginning and a length.
        return time is null
            || owner.Times.IsEmpty
            || owner.Times.Contains(time.Value)
            || (Ending().IsMatch(value.Name) && call.Values.Any(v => Beginning().IsMatch(v.Name)));
    }

    private static DateTime Moment(CallValue value) =>
        (value.Parts.Day ?? default).ToDateTime(value.Parts.Time ?? TimeOnly.MinValue);

    [GeneratedRegex("start|begin|from|check_?in|depart|first", RegexOptions.IgnoreCase)]
    private static partial Regex Beginning();

    [GeneratedRegex("end|until|till|finish|check_?out|return|last|(?:^|_)to(?:$|_)", RegexOptions.IgnoreCase)]
    private static partial Regex Ending();
}
