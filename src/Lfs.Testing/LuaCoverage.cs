using System.Globalization;
using System.Xml;
using Lfs.Runtime;

namespace Lfs.Testing;

/// <summary>The lines of a Lua file that have code, and how often each has run.</summary>
/// <param name="Path">The file, as the compiler was given it.</param>
/// <param name="Hits">By line: how often it has run; 0 if it has not.</param>
public sealed record CoveredFile(string Path, IReadOnlyDictionary<int, long> Hits)
{
    /// <summary>The number of lines that have run.</summary>
    public int LinesCovered => Hits.Values.Count(hits => hits > 0);

    /// <summary>The lines that have not run, in order.</summary>
    public IEnumerable<int> LinesMissed =>
        Hits.Where(line => line.Value == 0).Select(line => line.Key).Order();
}

/// <summary>
/// Adds up which lines of Lua files have run, over any number of devices, and writes it as Cobertura XML,
/// which coverage tools of .NET read.
/// </summary>
public sealed class LuaCoverage
{
    readonly SortedDictionary<string, SortedDictionary<int, long>> _files = new(StringComparer.Ordinal);

    /// <summary>The files, in ordinal order of their paths.</summary>
    public IReadOnlyList<CoveredFile> Files =>
        [.. _files.Select(file => new CoveredFile(file.Key, new SortedDictionary<int, long>(file.Value)))];

    /// <summary>The share of the lines with code that have run: 0 to 1; 1 if there is no line.</summary>
    public double LineRate => Rate(Files);

    /// <summary>Adds what a device has run. It has <see cref="LfsDeviceOptions.RecordsLines"/>.</summary>
    /// <param name="profile">What <see cref="LfsDevice.LineProfile"/> returned, once for each device: it
    /// covers the device's whole life.</param>
    /// <param name="include">Tells which sources count; null for all whose names end with
    /// <c>.lua</c>.</param>
    public void Add(LineProfile profile, Func<string, bool>? include = null)
    {
        ArgumentNullException.ThrowIfNull(profile);
        include ??= source => source.EndsWith(".lua", StringComparison.Ordinal);
        foreach (LineProfileEntry entry in profile.Entries.Where(entry => include(entry.Source)))
        {
            if (!_files.TryGetValue(entry.Source, out SortedDictionary<int, long>? lines))
                _files.Add(entry.Source, lines = []);
            lines[entry.Line] = lines.GetValueOrDefault(entry.Line) + entry.Hits;
        }
    }

    /// <summary>Writes a file of Cobertura XML. Its folder is made if need be.</summary>
    /// <param name="path">The file.</param>
    /// <param name="sourceRoot">The folder to which the paths of the Lua files are relative.</param>
    /// <param name="time">The time of the test run, which the format wants.</param>
    public void WriteCobertura(string path, string sourceRoot, DateTimeOffset time)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
            Directory.CreateDirectory(folder);
        File.WriteAllText(path, ToCobertura(sourceRoot, time));
    }

    /// <summary>The coverage as Cobertura XML, after
    /// <c>http://cobertura.sourceforge.net/xml/coverage-04.dtd</c>.</summary>
    /// <param name="sourceRoot">The folder to which the paths of the Lua files are relative.</param>
    /// <param name="time">The time of the test run.</param>
    public string ToCobertura(string sourceRoot, DateTimeOffset time)
    {
        ArgumentNullException.ThrowIfNull(sourceRoot);
        using Utf8Writer text = new();
        XmlWriterSettings settings = new() { Indent = true, NewLineChars = "\n" };
        using (XmlWriter xml = XmlWriter.Create(text, settings))
        {
            xml.WriteStartDocument();
            xml.WriteDocType("coverage", null, "http://cobertura.sourceforge.net/xml/coverage-04.dtd", null);
            WriteCoverage(xml, sourceRoot, time);
        }
        return text.ToString() + "\n";
    }

    void WriteCoverage(XmlWriter xml, string sourceRoot, DateTimeOffset time)
    {
        IReadOnlyList<CoveredFile> files = Files;
        xml.WriteStartElement("coverage");
        WriteRates(xml, files);
        xml.WriteAttributeString("lines-covered", Text(files.Sum(file => file.LinesCovered)));
        xml.WriteAttributeString("lines-valid", Text(files.Sum(file => file.Hits.Count)));
        xml.WriteAttributeString("branches-covered", "0");
        xml.WriteAttributeString("branches-valid", "0");
        xml.WriteAttributeString("complexity", "0");
        xml.WriteAttributeString("version", "1.9");
        xml.WriteAttributeString("timestamp", Text(time.ToUnixTimeSeconds()));
        xml.WriteStartElement("sources");
        xml.WriteElementString("source", sourceRoot);
        xml.WriteEndElement();
        xml.WriteStartElement("packages");
        foreach (IGrouping<string, CoveredFile> package in files.GroupBy(FolderOf))
            WritePackage(xml, package.Key, [.. package]);
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    static void WritePackage(XmlWriter xml, string name, IReadOnlyList<CoveredFile> files)
    {
        xml.WriteStartElement("package");
        xml.WriteAttributeString("name", name);
        WriteRates(xml, files);
        xml.WriteAttributeString("complexity", "0");
        xml.WriteStartElement("classes");
        foreach (CoveredFile file in files)
            WriteFile(xml, file);
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    static void WriteFile(XmlWriter xml, CoveredFile file)
    {
        xml.WriteStartElement("class");
        xml.WriteAttributeString("name", Path.GetFileNameWithoutExtension(file.Path));
        xml.WriteAttributeString("filename", file.Path);
        WriteRates(xml, [file]);
        xml.WriteAttributeString("complexity", "0");
        xml.WriteStartElement("methods");
        xml.WriteEndElement();
        xml.WriteStartElement("lines");
        foreach ((int line, long hits) in file.Hits)
        {
            xml.WriteStartElement("line");
            xml.WriteAttributeString("number", Text(line));
            xml.WriteAttributeString("hits", Text(hits));
            xml.WriteAttributeString("branch", "false");
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    static void WriteRates(XmlWriter xml, IReadOnlyList<CoveredFile> files)
    {
        xml.WriteAttributeString("line-rate", Rate(files).ToString("0.####", CultureInfo.InvariantCulture));
        xml.WriteAttributeString("branch-rate", "1");
    }

    static double Rate(IReadOnlyList<CoveredFile> files)
    {
        int valid = files.Sum(file => file.Hits.Count);
        return valid == 0 ? 1 : (double)files.Sum(file => file.LinesCovered) / valid;
    }

    // The package of a file in the root folder needs a name too.
    static string FolderOf(CoveredFile file)
    {
        int end = file.Path.LastIndexOf('/');
        return end < 0 ? "." : file.Path[..end].Replace('/', '.');
    }

    static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    // The declaration names the encoding of the file.
    sealed class Utf8Writer() : StringWriter(CultureInfo.InvariantCulture)
    {
        public override System.Text.Encoding Encoding => System.Text.Encoding.UTF8;
    }
}
