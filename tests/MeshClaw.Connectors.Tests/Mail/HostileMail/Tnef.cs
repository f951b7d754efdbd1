using System.Buffers.Binary;
using System.Text;

namespace MeshClaw.Connectors.Tests.Mail.HostileMail;

/// <summary>Writes a winmail.dat (MS-OXTNEF, 2.1.3): a signature, and attributes with their sums.</summary>
internal static class Tnef
{
    private const int Message = 1;
    private const int Attachment = 2;

    /// <summary>One file, in base64.</summary>
    public static string WithFile(string name, string content)
    {
        using var bytes = new MemoryStream();
        bytes.Write([0x78, 0x9F, 0x3E, 0x22, 0x01, 0x00]);
        Attribute(bytes, Message, 0x00089006, [0, 0, 1, 0]); // attTnefVersion
        Attribute(bytes, Attachment, 0x00069002, new byte[14]); // attAttachRendData
        Attribute(bytes, Attachment, 0x00018010, Encoding.ASCII.GetBytes(name + "\0")); // attAttachTitle
        Attribute(bytes, Attachment, 0x0006800F, Encoding.ASCII.GetBytes(content)); // attAttachData
        return Convert.ToBase64String(bytes.ToArray(), Base64FormattingOptions.InsertLineBreaks);
    }

    private static void Attribute(MemoryStream to, byte level, uint tag, byte[] data)
    {
        Span<byte> head = stackalloc byte[9];
        head[0] = level;
        BinaryPrimitives.WriteUInt32LittleEndian(head[1..], tag);
        BinaryPrimitives.WriteInt32LittleEndian(head[5..], data.Length);
        to.Write(head);
        to.Write(data);
        Span<byte> sum = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(sum, (ushort)data.Sum(b => b));
        to.Write(sum);
    }
}
