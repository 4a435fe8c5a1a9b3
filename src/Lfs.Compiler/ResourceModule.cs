using System.Globalization;
using System.Text;

namespace Lfs.Compiler;

/// <summary>A file that becomes a string in an LFS image.</summary>
/// <param name="Name">The name by which Lua asks for it.</param>
/// <param name="Bytes">The content. It must not be changed.</param>
public sealed record Resource(string Name, byte[] Bytes);

/// <summary>Writes the Lua module that holds resources: called with a name, it returns the content as a
/// string, or nil; without an argument, the list of names.</summary>
/// <remarks>Such a module is what NodeMCU's <c>file_lfs</c> reads. Source: nodemcu-firmware 36cbf9f0,
/// docs/lua-modules/file_lfs.md.</remarks>
public static class ResourceModule
{
    /// <summary>The Lua text of the module. It is ASCII and depends on names and bytes only.</summary>
    /// <param name="resources">The resources, in any order, with different names.</param>
    public static byte[] Source(IEnumerable<Resource> resources)
    {
        List<Resource> sorted = [.. resources];
        sorted.Sort((left, right) => string.CompareOrdinal(left.Name, right.Name));
        var text = new StringBuilder("local name = ...\n");
        foreach (Resource resource in sorted)
        {
            text.Append("if name == ");
            AppendLiteral(text, Encoding.UTF8.GetBytes(resource.Name));
            text.Append(" then return ");
            AppendLiteral(text, resource.Bytes);
            text.Append(" end\n");
        }

        text.Append("if name == nil then\n  return {\n");
        foreach (Resource resource in sorted)
        {
            text.Append("    ");
            AppendLiteral(text, Encoding.UTF8.GetBytes(resource.Name));
            text.Append(",\n");
        }

        text.Append("  }\nend\nreturn nil\n");
        return Encoding.ASCII.GetBytes(text.ToString());
    }

    // Three digits always, so that a digit that follows is not taken for one of the escape.
    static void AppendLiteral(StringBuilder text, byte[] bytes)
    {
        text.Append('"');
        foreach (byte b in bytes)
        {
            if (b is >= (byte)' ' and <= (byte)'~' and not ((byte)'"' or (byte)'\\'))
                text.Append((char)b);
            else
                text.Append('\\').Append(b.ToString("D3", CultureInfo.InvariantCulture));
        }

        text.Append('"');
    }
}
