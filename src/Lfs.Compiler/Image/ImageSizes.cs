using System.Globalization;
using System.Text;
using Lfs.Compiler.Bytecode;

namespace Lfs.Compiler.Image;

/// <summary>A module and the bytes that the image would save without it.</summary>
public sealed record ModuleSize(LuaString Name, int Bytes);

/// <summary>The size of an image and of its modules, which a build keeps for the next one.</summary>
/// <param name="Bytes">The size of the image.</param>
/// <param name="Modules">The modules in the order of the index.</param>
public sealed record ImageSizes(int Bytes, IReadOnlyList<ModuleSize> Modules)
{
    /// <summary>The largest module; null if there is none.</summary>
    public ModuleSize? Largest => Modules.OrderByDescending(module => module.Bytes).FirstOrDefault();

    /// <summary>The sizes in an image.</summary>
    public static ImageSizes Of(ImageContents contents) => new(
        contents.Image.Size,
        [.. contents.Modules.Select(module => new ModuleSize(module.Name, module.Bytes))]);

    /// <summary>The bytes of a module; 0 if there is none of that name.</summary>
    public int BytesOf(LuaString name) =>
        Modules.FirstOrDefault(module => module.Name.Equals(name))?.Bytes ?? 0;

    /// <summary>The module that has grown by the most bytes; null if none has grown.</summary>
    /// <param name="last">The sizes before.</param>
    public ModuleSize? GrewMost(ImageSizes last) => Modules
        .Select(module => (Module: module, Growth: module.Bytes - last.BytesOf(module.Name)))
        .Where(pair => pair.Growth > 0)
        .OrderByDescending(pair => pair.Growth)
        .FirstOrDefault().Module;

    /// <summary>The text of a file: the size of the image, then a line for each module.</summary>
    public string ToText()
    {
        var text = new StringBuilder(Text(Bytes)).Append('\n');
        foreach (ModuleSize module in Modules)
            text.Append(Text(module.Bytes)).Append(' ').Append(module.Name).Append('\n');
        return text.ToString();
    }

    /// <summary>Reads what <see cref="ToText"/> has written.</summary>
    /// <returns>Null if it is something else.</returns>
    public static ImageSizes? Parse(string text)
    {
        string[] lines = text.Split(['\n'], StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length == 0 || !TryNumber(lines[0], out int bytes))
            return null;
        var modules = new List<ModuleSize>();
        foreach (string line in lines.Skip(1))
        {
            int space = line.IndexOf(' ');
            if (space < 0 || !TryNumber(line.Substring(0, space), out int size))
                return null;
            modules.Add(new ModuleSize(LuaString.FromText(line.Substring(space + 1)), size));
        }
        return new ImageSizes(bytes, modules);
    }

    static bool TryNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
