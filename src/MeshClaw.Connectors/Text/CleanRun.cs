using System.Buffers;
using System.Text;

namespace MeshClaw.Connectors.Text;

/// <summary>Text that is put together up to a bound, in a borrowed array: giving it back is what disposing does.</summary>
internal sealed class CleanRun(int max) : IDisposable
{
    private readonly char[] _units = ArrayPool<char>.Shared.Rent(max);

    public int Length { get; private set; }

    /// <summary>The last unit; NUL where there is none, which clean text never holds.</summary>
    public char Last => Length > 0 ? _units[Length - 1] : '\0';

    /// <summary>Adds as much as fits; false where that is not all.</summary>
    public bool Append(ReadOnlySpan<char> plain)
    {
        var fits = Math.Min(plain.Length, max - Length);
        plain[..fits].CopyTo(_units.AsSpan(Length));
        Length += fits;
        return fits == plain.Length;
    }

    /// <summary>Adds a character; false where it does not fit.</summary>
    public bool Append(Rune rune)
    {
        if (Length + rune.Utf16SequenceLength > max)
        {
            return false;
        }

        Length += rune.EncodeToUtf16(_units.AsSpan(Length));
        return true;
    }

    /// <summary>Takes blanks away from the end.</summary>
    public void TrimEnd()
    {
        while (Last == ' ')
        {
            Length--;
        }
    }

    /// <summary>Without white space around it.</summary>
    public string Trimmed() => new(_units.AsSpan(0, Length).Trim());

    /// <inheritdoc />
    public override string ToString() => new(_units, 0, Length);

    public void Dispose() => ArrayPool<char>.Shared.Return(_units);
}
