using MimeKit.Text;

namespace MeshClaw.Connectors.Html;

/// <summary>An open element as style sheets look at it.</summary>
/// <param name="Name">Lower-case.</param>
/// <param name="Id">Its id; null without one.</param>
/// <param name="Classes">Its classes.</param>
/// <param name="Attributes">Its attributes.</param>
/// <param name="Place">Which child of its parent it is, from 1.</param>
internal sealed record HtmlElement(
    string Name,
    string? Id,
    string[] Classes,
    HtmlAttributeCollection Attributes,
    int Place
)
{
    /// <summary>Stands for elements where no style sheet looks at them.</summary>
    public static HtmlElement Nobody { get; } = new("", null, [], new HtmlAttributeCollection([]), 0);

    public static HtmlElement Of(HtmlTagToken tag, string name, int place) =>
        new(
            name,
            Attribute(tag.Attributes, "id"),
            Attribute(tag.Attributes, "class")?.Split((char[]?)null, 50, StringSplitOptions.RemoveEmptyEntries) ?? [],
            tag.Attributes,
            place
        );

    /// <summary>An attribute's value, empty where it has none; null where it is not there.</summary>
    public string? this[string name] => Attribute(Attributes, name);

    /// <summary>The first attribute of a name: browsers let the later ones go.</summary>
    public static string? Attribute(HtmlAttributeCollection attributes, string name)
    {
        // Not foreach: that makes an enumerator each time.
        for (var i = 0; i < attributes.Count; i++)
        {
            var attribute = attributes[i];
            if (attribute.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return attribute.Value ?? "";
            }
        }

        return null;
    }
}
