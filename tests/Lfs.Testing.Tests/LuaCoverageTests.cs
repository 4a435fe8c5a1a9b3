using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;
using Lfs.Runtime;
using Lfs.Testing;

namespace Lfs.Tests;

/// <summary>Coverage of Lua lines, as Cobertura XML.</summary>
public sealed class LuaCoverageTests
{
    static readonly DateTimeOffset _time = DateTimeOffset.FromUnixTimeSeconds(1600000000);

    // The elements and attributes of Cobertura's coverage-04.dtd, with what must be there.
    const string Dtd = """
        <!ELEMENT coverage (sources?,packages)>
        <!ATTLIST coverage line-rate CDATA #REQUIRED branch-rate CDATA #REQUIRED
          lines-covered CDATA #REQUIRED lines-valid CDATA #REQUIRED branches-covered CDATA #REQUIRED
          branches-valid CDATA #REQUIRED complexity CDATA #REQUIRED version CDATA #REQUIRED timestamp CDATA #REQUIRED>
        <!ELEMENT sources (source*)>
        <!ELEMENT source (#PCDATA)>
        <!ELEMENT packages (package*)>
        <!ELEMENT package (classes)>
        <!ATTLIST package name CDATA #REQUIRED line-rate CDATA #REQUIRED branch-rate CDATA #REQUIRED
          complexity CDATA #REQUIRED>
        <!ELEMENT classes (class*)>
        <!ELEMENT class (methods,lines)>
        <!ATTLIST class name CDATA #REQUIRED filename CDATA #REQUIRED line-rate CDATA #REQUIRED
          branch-rate CDATA #REQUIRED complexity CDATA #REQUIRED>
        <!ELEMENT methods (method*)>
        <!ELEMENT method (lines)>
        <!ATTLIST method name CDATA #REQUIRED signature CDATA #REQUIRED line-rate CDATA #REQUIRED
          branch-rate CDATA #REQUIRED complexity CDATA #REQUIRED>
        <!ELEMENT lines (line*)>
        <!ELEMENT line (conditions*)>
        <!ATTLIST line number CDATA #REQUIRED hits CDATA #REQUIRED branch CDATA "false"
          condition-coverage CDATA "100%">
        <!ELEMENT conditions (condition*)>
        <!ELEMENT condition EMPTY>
        <!ATTLIST condition number CDATA #REQUIRED type CDATA #REQUIRED coverage CDATA #REQUIRED>
        """;

    static LuaCoverage Covered(params string[] programs)
    {
        LuaCoverage coverage = new();
        foreach (string program in programs)
        {
            using TestDevice test = new(new TestDeviceOptions
            {
                Root = Repo.PathOf("tests/Lfs.Testing.Tests"),
                ModuleFiles = { "lua/*.lua" },
                Modules = { ["inline"] = "return 1" },
                Device = new LfsDeviceOptions { RecordsLines = true },
            });
            test.Run(program);
            coverage.Add(test.Device.LineProfile());
        }
        return coverage;
    }

    [Fact]
    public void Lines_that_have_code_ran_or_did_not()
    {
        LuaCoverage coverage = Covered("require('counter').next()");

        CoveredFile counter = coverage.Files.Single(file => file.Path == "lua/counter.lua");
        Assert.Equal([1, 3, 5, 6, 7, 9, 10, 11, 13, 14, 15, 17], counter.Hits.Keys);
        Assert.Equal([7, 14], counter.LinesMissed);
        Assert.Equal(10, counter.LinesCovered);
        CoveredFile leaky = coverage.Files.Single(file => file.Path == "lua/leaky.lua");
        Assert.Equal(0, leaky.LinesCovered);
        Assert.Equal(["inline.lua", "lua/counter.lua", "lua/leaky.lua"], coverage.Files.Select(file => file.Path));
    }

    [Fact]
    public void Devices_add_up()
    {
        LuaCoverage coverage = Covered(
            "require('counter').next()", "local c = require('counter') c.next() c.next() c.reset()",
            "pcall(require('counter').next, -1)");

        CoveredFile counter = coverage.Files.Single(file => file.Path == "lua/counter.lua");
        Assert.Empty(counter.LinesMissed);
        Assert.Equal(4, counter.Hits[6]);
        Assert.Equal(3, counter.Hits[9]);
        Assert.Equal(1, counter.Hits[7]);
    }

    [Fact]
    public void The_xml_follows_the_dtd()
    {
        string xml = Covered("require('counter').next()").ToCobertura("/work/project", _time);

        List<string> faults = [];
        XmlReaderSettings settings = new()
        {
            DtdProcessing = DtdProcessing.Parse,
            ValidationType = ValidationType.DTD,
            XmlResolver = new DtdResolver(),
        };
        settings.ValidationEventHandler += (_, e) => faults.Add(e.Message);
        using (XmlReader reader = XmlReader.Create(new StringReader(xml), settings))
        {
            while (reader.Read())
            {
            }
        }

        Assert.Empty(faults);
        Assert.StartsWith("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<!DOCTYPE coverage SYSTEM", xml);
    }

    [Fact]
    public void The_dtd_of_this_test_finds_faults()
    {
        string xml = Covered("require('counter').next()").ToCobertura("/work/project", _time)
            .Replace("<methods />", "", StringComparison.Ordinal);

        XmlReaderSettings settings = new()
        {
            DtdProcessing = DtdProcessing.Parse,
            ValidationType = ValidationType.DTD,
            XmlResolver = new DtdResolver(),
        };

        Assert.ThrowsAny<XmlSchemaException>(() =>
        {
            using XmlReader reader = XmlReader.Create(new StringReader(xml), settings);
            while (reader.Read())
            {
            }
        });
    }

    [Fact]
    public void Its_figures_are_those_of_the_lines()
    {
        LuaCoverage coverage = Covered("require('counter').next()");
        XElement root = XDocument.Parse(coverage.ToCobertura("/work/project", _time)).Root!;

        int valid = coverage.Files.Sum(file => file.Hits.Count);
        int covered = coverage.Files.Sum(file => file.LinesCovered);
        Assert.Equal((double)covered / valid, coverage.LineRate);
        Assert.Equal(coverage.LineRate, (double)root.Attribute("line-rate")!, 0.0001);
        Assert.Equal(covered, (int)root.Attribute("lines-covered")!);
        Assert.Equal(valid, (int)root.Attribute("lines-valid")!);
        Assert.Equal(1600000000, (int)root.Attribute("timestamp")!);
        Assert.Equal("/work/project", root.Descendants("source").Single().Value);
        Assert.Equal([".", "lua"], root.Descendants("package").Select(package => (string)package.Attribute("name")!));
        XElement counter = root.Descendants("class").Single(one => (string)one.Attribute("filename")! == "lua/counter.lua");
        Assert.Equal("counter", (string)counter.Attribute("name")!);
        Assert.Equal("0.8333", (string)counter.Attribute("line-rate")!);
        Assert.Equal(
            [(6, 1), (7, 0)],
            counter.Descendants("line").Skip(3).Take(2)
                .Select(line => ((int)line.Attribute("number")!, (int)line.Attribute("hits")!)));
    }

    [Fact]
    public void A_file_is_written_where_it_is_wanted()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("lfs").FullName, "new", "lua.cobertura.xml");
        LuaCoverage coverage = Covered("require('counter')");

        coverage.WriteCobertura(path, "/work/project", _time);

        Assert.Equal(coverage.ToCobertura("/work/project", _time), File.ReadAllText(path));
        Assert.Equal(1, new LuaCoverage().LineRate);
    }

    sealed class DtdResolver : XmlResolver
    {
        public override object GetEntity(Uri absoluteUri, string? role, Type? ofObjectToReturn)
        {
            Assert.Equal("http://cobertura.sourceforge.net/xml/coverage-04.dtd", absoluteUri.ToString());
            return new MemoryStream(System.Text.Encoding.UTF8.GetBytes(Dtd));
        }
    }
}
