# PowerShell completion for layers. Written by `python -m layers_cli.reference`; not to be edited.
#
# No process is started: the commands stand below, ids come from a file that `layers` keeps.

Register-ArgumentCompleter -Native -CommandName @('layers', 'layers-cli') -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $table = @{
        '' = @{
            Commands = @(
                'content	Generate, look at, review and download content'
                'gallery	Write content as one HTML file, to look at, decide on and send to colleagues'
                'review	Look at content and decide: approve, reject, choose a variant, make another take'
                'jobs	Watch, read, resume and cancel generation jobs'
                'campaign	Make content from the rows of a sheet, thousands of them, each paid for once'
                'upload	Upload finished media: files, folders and URLs become content'
                'posts	Follow, move and cancel what was scheduled or published'
                'accounts	Connect the social accounts that content goes out to'
                'hooks	Suggest hooks for the project; free, and different each time'
                'influencer	List, create, change and delete the influencers that voice content'
                'media	Keep what a project''s content is made from: logo, screenshots, demo'
                'whence	Say which container a file belongs to; works offline'
                'project	List, create, change and choose projects'
                'auth	Log in and out'
                'whoami	Say who the key belongs to, and what it may do'
                'credits	Show what can still be spent, and what was'
                'webhooks	Have events sent to your own server'
                'config	Read and change settings'
                'sandbox	Run the local stand-in for the API'
                'doctor	Check everything layers depends on, and say how to fix it'
                'ci	Write workflows that run layers in CI'
                'explain	Explain an error code: its cause, the fix, whether to try again'
                'completion	Print the script that completes commands, options and ids in a shell'
                'api	Call any route of the API'
                'schema	Print the JSON Schema of what a command prints with --json'
                'help	Explain a command or a topic'
            )
            Options = @(
                '--version	Print the version.'
            )
            Takes = ' '
            Arguments = @()
            Alone = $false
        }
        'content' = @{
            Commands = @(
                'generate	Generate content from a hook and wait until it is ready'
                'again	Generate another take of a container, with another hook'
                'history	Show what a container is a take of, and its own takes, as a tree'
                'get	Show containers with everything known about them: one by its id, or a list'
                'view	Show slides and poster frames in the terminal, or their addresses elsewhere'
                'list	List the project''s containers, newest first'
                'progress	Show the progress of a container, without its job'
                'approve	Approve containers that wait for a review'
                'reject	Reject containers for good: a rejected one can never be scheduled'
                'decide	Carry out the decisions in a file, each once: approve, reject, or try again'
                'caption	Change the caption of uploaded content'
                'schedule	Schedule containers for accounts; those in review, once they are approved'
                'publish	Publish containers to accounts now; this cannot be undone'
                'download	Save the media of containers; a second run does only what is missing'
                'open	Open a container''s preview in the browser, and print the address'
            )
            Options = @(

            )
            Takes = ' '
            Arguments = @()
            Alone = $true
        }
        'content generate' = @{
            Commands = @(

            )
            Options = @(
                '--hook	The words on the first slide, verbatim; @FILE reads a file, - reads stdin, @@ begins a text with @. Repeat it for several creatives.'
                '--format	What to make. The API has no default; this is the command''s.'
                '--variants	Containers per hook; each one is billed.'
                '--media	Media of the project to use; repeatable.'
                '--influencer	Who voices it; the project''s own by default.'
                '--account	The social account whose influencer voices it.'
                '--watch	Wait for the result, or only start it.'
                '--no-watch	Wait for the result, or only start it.'
                '--no-wait	Wait for the result, or only start it.'
                '--handoff	Write what `jobs collect` needs; no key in it.'
                '--timeout	Stop waiting after this long: 90s, 20m, 1h.'
                '--download	Save the media in this folder.'
                '--name	Names for the files, folders too: {id} {hook_slug} {format} {index} {variant} {ext} {created:%Y-%m-%d}; {id}.{ext} by default.'
                '--sidecar	Write ID.json beside the media: where it comes from.'
                '--no-sidecar	Write ID.json beside the media: where it comes from.'
                '-f	Overwrite files.'
                '--force	Overwrite files.'
                '--idempotency-key	Make a repeat of this very request harmless; a new key each time by default.'
                '--force-new	Start another one, even if the outcome of the same request is not known.'
                '-n	Show request, price and balance; send nothing.'
                '--dry-run	Show request, price and balance; send nothing.'
                '--max-credits	Send nothing if it costs more, by estimate.'
                '-y	Do not ask.'
                '--yes	Do not ask.'
                '--unescape	Turn the two characters \n into a line break.'
                '--api-dialect	The routes that create content.'
                '--preview	Show the pictures in the terminal; elsewhere, their addresses.'
                '--web	Open the preview in the browser; not in pipes and CI.'
            )
            Takes = ' --hook= --format=slideshow-builder,ugc-remix --variants= --media= --influencer=@influencers --account=@accounts --handoff=@files --timeout= --download=@folders --name= --idempotency-key= --max-credits= --api-dialect=auto,content,per-format '
            Arguments = @()
            Alone = $false
        }
        'content again' = @{
            Commands = @(

            )
            Options = @(
                '--hook	The hook of the new take; @FILE reads a file, - reads stdin. Repeat it for several takes.'
                '--variants	Takes per hook; each one is billed.'
                '--watch	Wait for the result, or only start it.'
                '--no-watch	Wait for the result, or only start it.'
                '--no-wait	Wait for the result, or only start it.'
                '--timeout	Stop waiting after this long: 90s, 20m, 1h.'
                '--download	Save the media in this folder.'
                '--name	Names for the files, folders too: {id} {hook_slug} {format} {index} {variant} {ext} {created:%Y-%m-%d}; {id}.{ext} by default.'
                '--sidecar	Write ID.json beside the media: where it comes from.'
                '--no-sidecar	Write ID.json beside the media: where it comes from.'
                '-f	Overwrite files.'
                '--force	Overwrite files.'
                '--idempotency-key	Make a repeat of this very request harmless; a new key each time by default.'
                '--force-new	Start another one, even if the outcome of the same request is not known.'
                '-n	Show request, price and balance; send nothing.'
                '--dry-run	Show request, price and balance; send nothing.'
                '--max-credits	Send nothing if it costs more, by estimate.'
                '-y	Do not ask.'
                '--yes	Do not ask.'
                '--unescape	Turn the two characters \n into a line break.'
                '--preview	Show the pictures in the terminal; elsewhere, their addresses.'
                '--web	Open the preview in the browser; not in pipes and CI.'
            )
            Takes = ' --hook= --variants= --timeout= --download=@folders --name= --idempotency-key= --max-credits= '
            Arguments = @('@containers')
            Alone = $false
        }
        'content history' = @{
            Commands = @(

            )
            Options = @(

            )
            Takes = ' '
            Arguments = @('@containers')
            Alone = $false
        }
        'content get' = @{
            Commands = @(

            )
            Options = @(
                '--preview	Show the pictures in the terminal; elsewhere, their addresses.'
                '--web	Open the preview in the browser; not in pipes and CI.'
            )
            Takes = ' '
            Arguments = @('@containers*')
            Alone = $false
        }
        'content view' = @{
            Commands = @(

            )
            Options = @(

            )
            Takes = ' '
            Arguments = @('@containers*')
            Alone = $false
        }
        'content list' = @{
            Commands = @(

            )
            Options = @(
                '--status	Containers in this state; repeatable.'
                '--format	Containers of this format; repeatable.'
                '--creative-type	Where they come from.'
                '--approval	Containers in this state of review.'
                '--since	Created then or later: 2026-04-18, 24h, 7d.'
                '--until	Created then or earlier.'
                '--limit	Rows at most, over all pages.'
                '--all	Show all rows, whatever --limit says.'
                '--cursor	Go on where an earlier page ended.'
            )
            Takes = ' --status=queued,processing,completed,failed,canceled --format=slideshow-builder,ugc-remix --creative-type=generated,uploaded --approval=not_required,pending,approved,rejected --since= --until= --limit= --cursor= '
            Arguments = @()
            Alone = $false
        }
        'content progress' = @{
            Commands = @(

            )
            Options = @(

            )
            Takes = ' '
            Arguments = @('@containers')
            Alone = $false
        }
        'content approve' = @{
            Commands = @(

            )
            Options = @(
                '--note	Why.'
                '--from	Those that a file decides so; see `content decide`.'
                '-y	Do not ask.'
                '--yes	Do not ask.'
            )
            Takes = ' --note= --from=@files '
            Arguments = @('@containers*')
            Alone = $false
        }
        'content reject' = @{
            Commands = @(

            )
            Options = @(
                '--reason	Why; @FILE and - read it.'
                '--from	Those that a file decides so; see `content decide`.'
                '--max-credits	Send nothing if it costs more, by estimate.'
                '-y	Do not ask.'
                '--yes	Do not ask.'
            )
            Takes = ' --reason= --from=@files --max-credits= '
            Arguments = @('@containers*')
            Alone = $false
        }
        'content decide' = @{
            Commands = @(

            )
            Options = @(
                '--resume	Send what earlier runs decided and did not send.'
                '--results	Report here, not beside FILE.'
                '-n	Show what would happen; send nothing.'
                '--dry-run	Show what would happen; send nothing.'
                '--max-credits	Send nothing if it costs more, by estimate.'
                '-y	Do not ask.'
                '--yes	Do not ask.'
            )
            Takes = ' --results=@files --max-credits= '
            Arguments = @('@files')
            Alone = $false
        }
        'content caption' = @{
            Commands = @(

            )
            Options = @(

            )
            Takes = ' '
            Arguments = @('@containers', '-')
            Alone = $false
        }
        'content schedule' = @{
            Commands = @(

            )
            Options = @(
                '--at	When: 2026-12-01T09:00:00Z, ''2026-12-01 09:00'', ''tomorrow 9:00'', +2h.'
                '--to	An account''s id or handle: @inboxzen, tiktok:@inboxzen.'
                '--timezone	The zone of local times: Europe/Berlin.'
                '--every	Time from one container to the next: 1d, 12h.'
                '--at-times	Times of day to use: 09:00,18:00.'
                '--spread	Spread the containers over this: 2w.'
                '--mode	Publish it, leave a draft in the app, or have it managed.'
                '--caption	The caption of these posts; @FILE reads one.'
                '--first-comment	The first comment under the post.'
                '--privacy	Who sees it; TikTok only.'
                '--no-comments	Allow no comments; TikTok only.'
                '--no-duet	Allow no duets; TikTok only.'
                '--no-stitch	Allow no stitches; TikTok only.'
                '--music	none, auto, or a track''s id, see `layers posts music`; slideshows on TikTok only.'
                '--share-to-feed	Show a reel in the feed as well; videos on Instagram only.'
                '--no-share-to-feed	Show a reel in the feed as well; videos on Instagram only.'
                '-n	Show the calendar; send nothing.'
                '--dry-run	Show the calendar; send nothing.'
                '--idempotency-key	Make a repeat of this very request harmless; a new key each time by default.'
                '--force-new	Start another one, even if the outcome of the same request is not known.'
            )
            Takes = ' --at= --to=@accounts --timezone= --every= --at-times= --spread= --mode=publish,draft,managed --caption= --first-comment= --privacy=public,friends,followers,self --music=none,auto,@tracks --idempotency-key= '
            Arguments = @('@containers*')
            Alone = $false
        }
        'content publish' = @{
            Commands = @(

            )
            Options = @(
                '--to	An account''s id or handle: @inboxzen, tiktok:@inboxzen.'
                '--mode	Publish it, leave a draft in the app, or have it managed.'
                '--caption	The caption of these posts; @FILE reads one.'
                '--first-comment	The first comment under the post.'
                '--privacy	Who sees it; TikTok only.'
                '--no-comments	Allow no comments; TikTok only.'
                '--no-duet	Allow no duets; TikTok only.'
                '--no-stitch	Allow no stitches; TikTok only.'
                '--music	none, auto, or a track''s id, see `layers posts music`; slideshows on TikTok only.'
                '--share-to-feed	Show a reel in the feed as well; videos on Instagram only.'
                '--no-share-to-feed	Show a reel in the feed as well; videos on Instagram only.'
                '-n	Show what would go out; send nothing.'
                '--dry-run	Show what would go out; send nothing.'
                '--idempotency-key	Make a repeat of this very request harmless; a new key each time by default.'
                '--force-new	Start another one, even if the outcome of the same request is not known.'
                '-y	Do not ask.'
                '--yes	Do not ask.'
            )
            Takes = ' --to=@accounts --mode=publish,draft,managed --caption= --first-comment= --privacy=public,friends,followers,self --music=none,auto,@tracks --idempotency-key= '
            Arguments = @('@containers*')
            Alone = $false
        }
        'content download' = @{
            Commands = @(

            )
            Options = @(
                '--all	All completed containers of the project.'
                '--since	Those created at this time or later: 2026-04-18, 24h, 7d.'
                '-o	The folder to save in.'
                '--output	The folder to save in.'
                '--name	Names for the files, folders too: {id} {hook_slug} {format} {index} {variant} {ext} {created:%Y-%m-%d}; {id}.{ext} by default.'
                '-f	Overwrite files.'
                '--force	Overwrite files.'
                '--skip-existing	Keep what has the name, whatever it is.'
                '--sidecar	Write ID.json beside the media: where it comes from.'
                '--no-sidecar	Write ID.json beside the media: where it comes from.'
                '--jobs	Files to download at the same time.'
            )
            Takes = ' --since= -o=@folders --output=@folders --name= --jobs= '
            Arguments = @('@containers*')
            Alone = $false
        }
        'content open' = @{
            Commands = @(

            )
            Options = @(

            )
            Takes = ' '
            Arguments = @('@containers')
            Alone = $false
        }
        'gallery' = @{
            Commands = @(

            )
            Options = @(
                '--all	All of the project''s content.'
                '--since	Created then or later: 2026-04-18, 24h, 7d.'
                '--campaign	Those of a campaign: its name, its plan or its results.'
                '-o	The file to write.'
                '--output	The file to write.'
                '--budget	What the file may have; pictures shrink.'
                '--embed-video	Put videos in the file; else their posters.'
                '--link	Link the media''s addresses, and put none in the file.'
                '--serve	Show it live on this machine, and write no file.'
                '-f	Overwrite files.'
                '--force	Overwrite files.'
                '--web	Open the preview in the browser; not in pipes and CI.'
            )
            Takes = ' --since= --campaign=@files -o=@files --output=@files --budget= '
            Arguments = @('@containers*')
            Alone = $false
        }
        'review' = @{
            Commands = @(

            )
            Options = @(
                '--pending	What waits in the project; the default.'
                '--since	Created then or later: 2026-04-18, 24h, 7d.'
                '--campaign	Those of a campaign: its name, its plan or its results.'
                '--limit	Rows at most, over all pages.'
            )
            Takes = ' --since= --campaign=@files --limit= '
            Arguments = @('@containers*')
            Alone = $false
        }
        'jobs' = @{
            Commands = @(
                'watch	Wait for jobs; exit 0 only if everything they were asked for is there'
                'collect	Wait for a handoff''s jobs, on any machine; exit 0 only if everything is there'
                'get	Show a job''s state'
                'list	List what this machine has started, newest first, with live states'
                'resume	Find out what became of requests, wait for them, and download the results'
                'forget	Stop tracking what can never be delivered; what it cost stays spent'
                'cancel	Ask for a job to be canceled; it is canceled once its state says so'
            )
            Options = @(

            )
            Takes = ' '
            Arguments = @()
            Alone = $true
        }
        'jobs watch' = @{
            Commands = @(

            )
            Options = @(
                '--timeout	Stop waiting after this long: 90s, 20m, 1h.'
                '--download	Save the media in this folder.'
                '--name	Names for the files, folders too: {id} {hook_slug} {format} {index} {variant} {ext} {created:%Y-%m-%d}; {id}.{ext} by default.'
                '--sidecar	Write ID.json beside the media: where it comes from.'
                '--no-sidecar	Write ID.json beside the media: where it comes from.'
                '-f	Overwrite files.'
                '--force	Overwrite files.'
                '--preview	Show the pictures in the terminal; elsewhere, their addresses.'
                '--web	Open the preview in the browser; not in pipes and CI.'
            )
            Takes = ' --timeout= --download=@folders --name= '
            Arguments = @('@jobs,@containers*')
            Alone = $false
        }
        'jobs collect' = @{
            Commands = @(

            )
            Options = @(
                '--timeout	Stop waiting after this long: 90s, 20m, 1h.'
                '--download	Save the media in this folder.'
                '--name	Names for the files, folders too: {id} {hook_slug} {format} {index} {variant} {ext} {created:%Y-%m-%d}; {id}.{ext} by default.'
                '--sidecar	Write ID.json beside the media: where it comes from.'
                '--no-sidecar	Write ID.json beside the media: where it comes from.'
                '-f	Overwrite files.'
                '--force	Overwrite files.'
                '--preview	Show the pictures in the terminal; elsewhere, their addresses.'
                '--web	Open the preview in the browser; not in pipes and CI.'
            )
            Takes = ' --timeout= --download=@folders --name= '
            Arguments = @('@files')
            Alone = $false
        }
        'jobs get' = @{
            Commands = @(

            )
            Options = @(

            )
            Takes = ' '
            Arguments = @('@jobs')
            Alone = $false
        }
        'jobs list' = @{
            Commands = @(

            )
            Options = @(
                '--unfinished	What is left to wait for or to find out.'
                '--since	Started then or later: 24h, 7d.'
                '--limit	Rows at most, over all pages.'
                '--all	Show all rows, whatever --limit says.'
            )
            Takes = ' --since= --limit= '
            Arguments = @()
            Alone = $false
        }
        'jobs resume' = @{
            Commands = @(

            )
            Options = @(
                '--all	All that is unfinished at this server.'
                '--watch	Wait for the end, or only find out.'
                '--no-watch	Wait for the end, or only find out.'
                '--timeout	Stop waiting after this long: 90s, 20m, 1h.'
                '--force-new	Start another one, even if the outcome of the same request is not known.'
            )
            Takes = ' --timeout= '
            Arguments = @('@jobs,@containers*')
            Alone = $false
        }
        'jobs forget' = @{
            Commands = @(

            )
            Options = @(
                '--all	All that is unfinished at this server.'
                '-y	Do not ask.'
                '--yes	Do not ask.'
            )
            Takes = ' '
            Arguments = @('@jobs,@containers*')
            Alone = $false
        }
        'jobs cancel' = @{
            Commands = @(

            )
            Options = @(

            )
            Takes = ' '
            Arguments = @('@jobs')
            Alone = $false
        }
        'campaign' = @{
            Commands = @(
                'init	Write an example sheet, as CSV or XLSX'
                'lint	Check the rows of a sheet; free, offline, and without a key'
                'plan	Check a sheet against the project, and write the plan of what it asks for'
                'apply	Submit the rows of a plan, each once; run it again to continue'
                'status	Show how far a campaign is, from what is recorded; nothing is sent'
                'pause	Start no more rows of a campaign; `campaign resume` continues it'
                'resume	Continue a campaign that was paused or stopped; nothing is paid for twice'
                'cancel	Cancel the rows that have not been sent yet; jobs on the server go on'
                'retry-failed	Submit refused rows again, and another take where containers failed'
                'collect	Check the containers, save their media, and write the results'
                'report	Write the results of a campaign again, from what is recorded'
                'forget	Remove a campaign with its rows and hooks; what it cost stays spent'
                'migrate	Make the tables of campaigns in a shared database, as its owner'
                'worker	Submit rows of campaigns in a shared database, until it is stopped'
            )
            Options = @(

            )
            Takes = ' '
            Arguments = @()
            Alone = $true
        }
        'campaign init' = @{
            Commands = @(

            )
            Options = @(
                '-f	Overwrite files.'
                '--force	Overwrite files.'
            )
            Takes = ' '
            Arguments = @('@files')
            Alone = $false
        }
        'campaign lint' = @{
            Commands = @(

            )
            Options = @(
                '--map	What a column is called in the sheet: hook=Headline; repeatable.'
                '--sheet	Sheet of a workbook; the first by default.'
                '--encoding	Encoding of the sheet, if it is not found out.'
                '--format	What to make of rows that name no format.'
            )
            Takes = ' --map= --sheet= --encoding= --format=slideshow-builder,ugc-remix '
            Arguments = @('@files')
            Alone = $false
        }
        'campaign plan' = @{
            Commands = @(

            )
            Options = @(
                '-o	Where the plan goes; NAME.plan.jsonl beside the sheet by default.'
                '--output	Where the plan goes; NAME.plan.jsonl beside the sheet by default.'
                '--map	What a column is called in the sheet: hook=Headline; repeatable.'
                '--sheet	Sheet of a workbook; the first by default.'
                '--encoding	Encoding of the sheet, if it is not found out.'
                '--format	What to make of rows that name no format.'
                '--name	The campaign; by default the file''s name, without ending.'
                '-f	Overwrite files.'
                '--force	Overwrite files.'
            )
            Takes = ' -o=@files --output=@files --map= --sheet= --encoding= --format=slideshow-builder,ugc-remix --name=@campaigns '
            Arguments = @('@files')
            Alone = $false
        }
        'campaign apply' = @{
            Commands = @(

            )
            Options = @(
                '--results	A CSV file; beside the plan by default.'
                '-y	Do not ask.'
                '--yes	Do not ask.'
                '--limit	Submit at most this many rows.'
                '--shard	Submit the third of eight shares; a row''s key decides its share.'
                '--max-credits	Let the campaign cost this much in all, by the highest prices seen; the first row of each format, and the last ones below the limit, go alone.'
                '--max-failures	Pause after this many refused rows.'
                '--concurrency	Rows at once.'
                '--rate	Rows a minute at most; as fast as the API allows by default.'
                '--watch	Wait until everything is made; --wait does, too.'
                '--no-watch	Wait until everything is made; --wait does, too.'
                '--download	Save the media in this folder.'
                '--timeout	Stop waiting after this long: 90s, 20m, 1h.'
            )
            Takes = ' --results=@files --limit= --shard= --max-credits= --max-failures= --concurrency= --rate= --download=@folders --timeout= '
            Arguments = @('@files')
            Alone = $false
        }
        'campaign status' = @{
            Commands = @(

            )
            Options = @(

            )
            Takes = ' '
            Arguments = @('@campaigns')
            Alone = $false
        }
        'campaign pause' = @{
            Commands = @(

            )
            Options = @(

            )
            Takes = ' '
            Arguments = @('@campaigns')
            Alone = $false
        }
        'campaign resume' = @{
            Commands = @(

            )
            Options = @(
                '--max-credits	Let the campaign cost this much in all, by the highest prices seen; the first row of each format, and the last ones below the limit, go alone.'
                '--max-failures	Pause after this many refused rows.'
                '--concurrency	Rows at once.'
                '--rate	Rows a minute at most; as fast as the API allows by default.'
                '--watch	Wait until everything is made; --wait does, too.'
                '--no-watch	Wait until everything is made; --wait does, too.'
                '--download	Save the media in this folder.'
                '--timeout	Stop waiting after this long: 90s, 20m, 1h.'
            )
            Takes = ' --max-credits= --max-failures= --concurrency= --rate= --download=@folders --timeout= '
            Arguments = @('@campaigns')
            Alone = $false
        }
        'campaign cancel' = @{
            Commands = @(

            )
            Options = @(
                '-y	Do not ask.'
                '--yes	Do not ask.'
            )
            Takes = ' '
            Arguments = @('@campaigns')
            Alone = $false
        }
        'campaign retry-failed' = @{
            Commands = @(

            )
            Options = @(
                '-y	Do not ask.'
                '--yes	Do not ask.'
                '--concurrency	Rows at once.'
                '--rate	Rows a minute at most; as fast as the API allows by default.'
                '--watch	Wait until everything is made; --wait does, too.'
                '--no-watch	Wait until everything is made; --wait does, too.'
                '--download	Save the media in this folder.'
                '--timeout	Stop waiting after this long: 90s, 20m, 1h.'
            )
            Takes = ' --concurrency= --rate= --download=@folders --timeout= '
            Arguments = @('@campaigns')
            Alone = $false
        }
        'campaign collect' = @{
            Commands = @(

            )
            Options = @(
                '--watch	Wait until everything is made; --wait does, too.'
                '--no-watch	Wait until everything is made; --wait does, too.'
                '--download	Save the media in this folder.'
                '--timeout	Stop waiting after this long: 90s, 20m, 1h.'
            )
            Takes = ' --download=@folders --timeout= '
            Arguments = @('@campaigns')
            Alone = $false
        }
        'campaign report' = @{
            Commands = @(

            )
            Options = @(
                '--merge	Merge the results files of shards (apply --shard).'
                '-o	The CSV file to write.'
                '--output	The CSV file to write.'
            )
            Takes = ' -o=@files --output=@files '
            Arguments = @('@campaigns,@files*')
            Alone = $false
        }
        'campaign forget' = @{
            Commands = @(

            )
            Options = @(
                '-y	Do not ask.'
                '--yes	Do not ask.'
            )
            Takes = ' '
            Arguments = @('@campaigns')
            Alone = $false
        }
        'campaign migrate' = @{
            Commands = @(

            )
            Options = @(
                '--application-role	Let this role of the database use them.'
            )
            Takes = ' --application-role= '
            Arguments = @()
            Alone = $false
        }
        'campaign worker' = @{
            Commands = @(

            )
            Options = @(
                '--rate	Rows a minute, on all hosts; the key''s tier.'
                '--concurrency	Rows at once, on all hosts; 16.'
                '--drain	Exit when nothing is left, or nothing may start.'
            )
            Takes = ' --rate= --concurrency= '
            Arguments = @()
            Alone = $false
        }
        'upload' = @{
            Commands = @(

            )
            Options = @(
                '--as	post or slideshow: what was named together is one; each: a post of each file. Otherwise images make a slideshow, and beside a video each stands alone.'
                '--caption	Published as written; @FILE and - read it. Otherwise clip.txt beside clip.mp4.'
                '--caption-file	Read the caption here.'
                '--manifest	CSV, TSV, JSON lines, XLSX or ODS: source, caption, group; a group is one post.'
                '--encoding	Encoding of the sheet, if it is not found out.'
                '--sheet	Sheet of a workbook; the first by default.'
                '--jobs	Files sent at a time.'
                '--again	Upload also what was uploaded before.'
                '--resume	Do what is missing of earlier uploads of files.'
                '-n	Check, and show the posts; send nothing.'
                '--dry-run	Check, and show the posts; send nothing.'
                '--idempotency-key	Make a repeat of this very request harmless; a new key each time by default.'
                '--force-new	Start another one, even if the outcome of the same request is not known.'
            )
            Takes = ' --as=post,slideshow,each --caption= --caption-file=@files --manifest=@files --encoding= --sheet= --jobs= --idempotency-key= '
            Arguments = @('@files*')
            Alone = $false
        }
        'posts' = @{
            Commands = @(
                'list	List the project''s posts, latest first'
                'get	Show a post'
                'watch	Wait until posts are out; exit 5 if they fail, 6 if some do'
                'reschedule	Move queued posts to another time'
                'cancel	Cancel posts that have not gone out'
                'open	Open a published post in the browser, and print the address'
                'music	List the music for slideshows on TikTok, the most popular first'
                'export	Write posts to a calendar file'
            )
            Options = @(

            )
            Takes = ' '
            Arguments = @()
            Alone = $true
        }
        'posts list' = @{
            Commands = @(

            )
            Options = @(
                '--status	Posts in this state; repeatable.'
                '--account	Posts on this account: an id or a handle.'
                '--container	Posts of this container.'
                '--since	Going out at this time or later: 2026-04-18, 24h.'
                '--until	Going out at this time or earlier.'
                '--today	Today''s posts.'
                '--week	This week''s posts, from Monday on.'
                '--timezone	The zone of local times: Europe/Berlin.'
                '--calendar	Draw this month, or with --week this week.'
                '--limit	Rows at most, over all pages.'
                '--all	Show all rows, whatever --limit says.'
                '--cursor	Go on where an earlier page ended.'
            )
            Takes = ' --status=queued,publishing,draft,published,failed,canceled --account=@accounts --container=@containers --since= --until= --timezone= --limit= --cursor= '
            Arguments = @()
            Alone = $false
        }
        'posts get' = @{
            Commands = @(

            )
            Options = @(

            )
            Takes = ' '
            Arguments = @('@posts')
            Alone = $false
        }
        'posts watch' = @{
            Commands = @(

            )
            Options = @(
                '--timeout	Stop waiting after this long: 90s, 20m, 1h.'
            )
            Takes = ' --timeout= '
            Arguments = @('@posts*')
            Alone = $false
        }
        'posts reschedule' = @{
            Commands = @(

            )
            Options = @(
                '--at	When: 2026-12-01T09:00:00Z, ''2026-12-01 09:00'', ''tomorrow 9:00'', +2h.'
                '--timezone	The zone of local times: Europe/Berlin.'
            )
            Takes = ' --at= --timezone= '
            Arguments = @('@posts*')
            Alone = $false
        }
        'posts cancel' = @{
            Commands = @(

            )
            Options = @(
                '--reason	Why, 1024 characters at most.'
                '-y	Do not ask.'
                '--yes	Do not ask.'
            )
            Takes = ' --reason= '
            Arguments = @('@posts*')
            Alone = $false
        }
        'posts open' = @{
            Commands = @(

            )
            Options = @(

            )
            Takes = ' '
            Arguments = @('@posts')
            Alone = $false
        }
        'posts music' = @{
            Commands = @(

            )
            Options = @(

            )
            Takes = ' '
            Arguments = @()
            Alone = $false
        }
        'posts export' = @{
            Commands = @(

            )
            Options = @(
                '--ics	The iCalendar file; - is stdout.'
                '--status	Posts in this state; repeatable.'
                '--account	Posts on this account: an id or a handle.'
                '--since	Going out at this time or later: 2026-04-18, 24h.'
                '--until	Going out at this time or earlier.'
                '-f	Overwrite files.'
                '--force	Overwrite files.'
            )
            Takes = ' --ics=@files --status=queued,publishing,draft,published,failed,canceled --account=@accounts --since= --until= '
            Arguments = @()
            Alone = $false
        }
        'accounts' = @{
            Commands = @(
                'list	List the project''s accounts, most recently connected first'
                'connect	Connect an account, or authorize it again, with a link to open'
                'status	Say whether a link was used, and which account it connected'
                'disconnect	Disconnect accounts; their scheduled posts are canceled'
            )
            Options = @(

            )
            Takes = ' '
            Arguments = @()
            Alone = $true
        }
        'accounts list' = @{
            Commands = @(

            )
            Options = @(
                '--platform	Accounts on this platform.'
                '--status	Accounts in this state.'
                '--limit	Rows at most, over all pages.'
                '--all	Show all rows, whatever --limit says.'
                '--cursor	Go on where an earlier page ended.'
            )
            Takes = ' --platform=tiktok,instagram --status=connected,reauth_required,disconnected --limit= --cursor= '
            Arguments = @()
            Alone = $false
        }
        'accounts connect' = @{
            Commands = @(

            )
            Options = @(
                '--web	Open the link in the browser.'
                '--watch	Wait until it is used.'
                '--no-watch	Wait until it is used.'
                '--no-wait	Wait until it is used.'
                '--timeout	Stop waiting after this long: 90s, 20m, 1h.'
            )
            Takes = ' --timeout= '
            Arguments = @('tiktok,instagram,@accounts')
            Alone = $false
        }
        'accounts status' = @{
            Commands = @(

            )
            Options = @(

            )
            Takes = ' '
            Arguments = @('-')
            Alone = $false
        }
        'accounts disconnect' = @{
            Commands = @(

            )
            Options = @(
                '-y	Do not ask.'
                '--yes	Do not ask.'
            )
            Takes = ' '
            Arguments = @('@accounts*')
            Alone = $false
        }
        'hooks' = @{
            Commands = @(

            )
            Options = @(

            )
            Takes = ' '
            Arguments = @()
            Alone = $false
        }
        'influencer' = @{
            Commands = @(
                'list	List the project''s influencers, newest first'
                'get	Show an influencer'
                'create	Create an influencer and wait until it is ready'
                'clone	Make another influencer from one, and wait until it is ready'
                'update	Change an influencer; the portrait stays'
                'delete	Delete influencers for good; content made with them stays'
            )
            Options = @(

            )
            Takes = ' '
            Arguments = @()
            Alone = $true
        }
        'influencer list' = @{
            Commands = @(

            )
            Options = @(
                '--status	Influencers in this state.'
                '--limit	Rows at most, over all pages.'
                '--all	Show all rows, whatever --limit says.'
                '--cursor	Go on where an earlier page ended.'
            )
            Takes = ' --status=pending,training,ready,failed --limit= --cursor= '
            Arguments = @()
            Alone = $false
        }
        'influencer get' = @{
            Commands = @(

            )
            Options = @(

            )
            Takes = ' '
            Arguments = @('@influencers')
            Alone = $false
        }
        'influencer create' = @{
            Commands = @(

            )
            Options = @(
                '--gender	The gender.'
                '--age-range	The age range.'
                '--prompt	Who it is, in 60 characters at most.'
                '--watch	Wait until it is ready, or not.'
                '--no-watch	Wait until it is ready, or not.'
                '--no-wait	Wait until it is ready, or not.'
                '--timeout	Stop waiting after this long: 90s, 20m, 1h.'
                '--idempotency-key	Make a repeat of this very request harmless; a new key each time by default.'
            )
            Takes = ' --gender=male,female,non_binary --age-range=teen,young_adult,adult,mid_adult,mature,senior --prompt= --timeout= --idempotency-key= '
            Arguments = @()
            Alone = $false
        }
        'influencer clone' = @{
            Commands = @(

            )
            Options = @(
                '--name	The name, 1 to 128 characters.'
                '--gender	The gender.'
                '--age-range	The age range.'
                '--voice	How the texts sound.'
                '--language	BCP 47, such as en or pt-BR.'
                '--watch	Wait until it is ready, or not.'
                '--no-watch	Wait until it is ready, or not.'
                '--no-wait	Wait until it is ready, or not.'
                '--timeout	Stop waiting after this long: 90s, 20m, 1h.'
                '--idempotency-key	Make a repeat of this very request harmless; a new key each time by default.'
            )
            Takes = ' --name= --gender=male,female,non_binary --age-range=teen,young_adult,adult,mid_adult,mature,senior --voice=authentic,witty,professional,warm,casual,educational --language= --timeout= --idempotency-key= '
            Arguments = @('@influencers')
            Alone = $false
        }
        'influencer update' = @{
            Commands = @(

            )
            Options = @(
                '--name	The name, 1 to 128 characters.'
                '--gender	The gender.'
                '--age-range	The age range.'
                '--no-age-range	Let the age range be open.'
                '--voice	How the texts sound.'
                '--language	BCP 47, such as en or pt-BR.'
            )
            Takes = ' --name= --gender=male,female,non_binary --age-range=teen,young_adult,adult,mid_adult,mature,senior --voice=authentic,witty,professional,warm,casual,educational --language= '
            Arguments = @('@influencers')
            Alone = $false
        }
        'influencer delete' = @{
            Commands = @(

            )
            Options = @(
                '--reason	Why, 1024 characters at most.'
                '-y	Do not ask.'
                '--yes	Do not ask.'
            )
            Takes = ' --reason= '
            Arguments = @('@influencers*')
            Alone = $false
        }
        'media' = @{
            Commands = @(
                'add	Add a logo, screenshot, demo video or end card'
                'list	List the project''s app media, newest first'
                'remove	Remove app media from the project; content made from it stays'
            )
            Options = @(

            )
            Takes = ' '
            Arguments = @()
            Alone = $true
        }
        'media add' = @{
            Commands = @(

            )
            Options = @(
                '--idempotency-key	Make a repeat of this very request harmless; a new key each time by default.'
            )
            Takes = ' --idempotency-key= '
            Arguments = @('logo,screenshot,demo-video,end-card', '@files')
            Alone = $false
        }
        'media list' = @{
            Commands = @(

            )
            Options = @(
                '--limit	Rows at most, over all pages.'
                '--all	Show all rows, whatever --limit says.'
                '--cursor	Go on where an earlier page ended.'
            )
            Takes = ' --limit= --cursor= '
            Arguments = @()
            Alone = $false
        }
        'media remove' = @{
            Commands = @(

            )
            Options = @(

            )
            Takes = ' '
            Arguments = @('*')
            Alone = $false
        }
        'whence' = @{
            Commands = @(

            )
            Options = @(

            )
            Takes = ' '
            Arguments = @('@files')
            Alone = $false
        }
        'project' = @{
            Commands = @(
                'list	List projects, newest first'
                'get	Show a project'
                'create	Create a project'
                'update	Change a project; an empty text clears a field'
                'archive	Archive a project; its running jobs are canceled'
                'review	Read and choose what waits for a review'
                'use	Make a project the profile''s default, so that commands need no --project'
            )
            Options = @(

            )
            Takes = ' '
            Arguments = @()
            Alone = $true
        }
        'project list' = @{
            Commands = @(

            )
            Options = @(
                '--status	active or archived.'
                '--search	Part of the name.'
                '--external-id	Your own id for the customer.'
                '--limit	Rows at most, over all pages.'
                '--all	Show all rows, whatever --limit says.'
                '--cursor	Go on where an earlier page ended.'
            )
            Takes = ' --status= --search= --external-id= --limit= --cursor= '
            Arguments = @()
            Alone = $false
        }
        'project get' = @{
            Commands = @(

            )
            Options = @(

            )
            Takes = ' '
            Arguments = @('@projects')
            Alone = $false
        }
        'project create' = @{
            Commands = @(

            )
            Options = @(
                '--name	Its name, 3 to 30 characters.'
                '--timezone	An IANA zone such as Europe/Berlin.'
                '--app-name	The app''s name; slideshows need it.'
                '--app-description	What the app does, 100 to 1000 characters; slideshows need it. @FILE and - read it.'
                '--tagline	One line, 80 characters at most.'
                '--language	BCP 47, such as en or pt-BR.'
                '--external-id	Your own id for the customer.'
            )
            Takes = ' --name= --timezone= --app-name= --app-description= --tagline= --language= --external-id= '
            Arguments = @()
            Alone = $false
        }
        'project update' = @{
            Commands = @(

            )
            Options = @(
                '--name	Its name, 3 to 30 characters.'
                '--timezone	An IANA zone such as Europe/Berlin.'
                '--app-name	The app''s name; slideshows need it.'
                '--app-description	What the app does, 100 to 1000 characters; slideshows need it. @FILE and - read it.'
                '--tagline	One line, 80 characters at most.'
                '--language	BCP 47, such as en or pt-BR.'
                '--external-id	Your own id for the customer.'
                '--review	What waits for a review.'
                '--first-n	How many, for review_first_n.'
            )
            Takes = ' --name= --timezone= --app-name= --app-description= --tagline= --language= --external-id= --review=auto_approve,review_first_n,review_all --first-n= '
            Arguments = @('@projects')
            Alone = $false
        }
        'project archive' = @{
            Commands = @(

            )
            Options = @(
                '-y	Do not ask.'
                '--yes	Do not ask.'
            )
            Takes = ' '
            Arguments = @('@projects')
            Alone = $false
        }
        'project review' = @{
            Commands = @(
                'show	Show what waits for a review, and how much does'
                'set	Choose which new containers wait for a review'
            )
            Options = @(

            )
            Takes = ' '
            Arguments = @()
            Alone = $true
        }
        'project review show' = @{
            Commands = @(

            )
            Options = @(

            )
            Takes = ' '
            Arguments = @('@projects')
            Alone = $false
        }
        'project review set' = @{
            Commands = @(

            )
            Options = @(
                '--first-n	How many, for review_first_n.'
            )
            Takes = ' --first-n= '
            Arguments = @('auto_approve,review_first_n,review_all', '@projects')
            Alone = $false
        }
        'project use' = @{
            Commands = @(

            )
            Options = @(

            )
            Takes = ' '
            Arguments = @('@projects')
            Alone = $false
        }
        'auth' = @{
            Commands = @(
                'login	Check an API key and keep it in a profile'
                'status	Say which key is used, where it comes from and whose it is'
                'logout	Remove the key from a profile'
            )
            Options = @(

            )
            Takes = ' '
            Arguments = @()
            Alone = $true
        }
        'auth login' = @{
            Commands = @(

            )
            Options = @(
                '--with-token	Read the key from standard input.'
                '--keyring	Keep it in the system''s keyring, not in config.toml.'
            )
            Takes = ' '
            Arguments = @()
            Alone = $false
        }
        'auth status' = @{
            Commands = @(

            )
            Options = @(

            )
            Takes = ' '
            Arguments = @()
            Alone = $false
        }
        'auth logout' = @{
            Commands = @(

            )
            Options = @(

            )
            Takes = ' '
            Arguments = @()
            Alone = $false
        }
        'whoami' = @{
            Commands = @(

            )
            Options = @(

            )
            Takes = ' '
            Arguments = @()
            Alone = $false
        }
        'credits' = @{
            Commands = @(
                'show	Show what can still be spent, and what formats cost'
                'events	List what was spent, granted and given back, newest first'
            )
            Options = @(

            )
            Takes = ' '
            Arguments = @()
            Alone = $true
        }
        'credits show' = @{
            Commands = @(

            )
            Options = @(

            )
            Takes = ' '
            Arguments = @()
            Alone = $false
        }
        'credits events' = @{
            Commands = @(

            )
            Options = @(
                '--type	Events of this kind.'
                '--for-project	Of this project alone.'
                '--since	Created then or later: 2026-04-18, 24h, 7d.'
                '--until	Created then or earlier.'
                '--limit	Rows at most, over all pages.'
                '--all	Show all rows, whatever --limit says.'
                '--cursor	Go on where an earlier page ended.'
            )
            Takes = ' --type=usage,refund,grant,purchase,adjustment,allocation --for-project=@projects --since= --until= --limit= --cursor= '
            Arguments = @()
            Alone = $false
        }
        'webhooks' = @{
            Commands = @(
                'list	List the organization''s endpoints, newest first'
                'get	Show an endpoint; never its secret'
                'create	Create an endpoint and print its signing secret, which is shown only once'
                'update	Change an endpoint; an empty description clears it'
                'delete	Delete endpoints, and the history of their deliveries'
                'rotate	Create a new signing secret and print it once; the old one is valid for another day'
                'test	Have test.ping sent to an endpoint, whatever it is subscribed to'
                'deliveries	List what was sent to an endpoint, newest first'
                'replay	Have an event delivered again, as a new delivery that names the first'
            )
            Options = @(

            )
            Takes = ' '
            Arguments = @()
            Alone = $true
        }
        'webhooks list' = @{
            Commands = @(

            )
            Options = @(
                '--status	Endpoints in this state.'
                '--for-project	Of this project alone.'
                '--limit	Rows at most, over all pages.'
                '--all	Show all rows, whatever --limit says.'
                '--cursor	Go on where an earlier page ended.'
            )
            Takes = ' --status=active,paused,auto_paused --for-project=@projects --limit= --cursor= '
            Arguments = @()
            Alone = $false
        }
        'webhooks get' = @{
            Commands = @(

            )
            Options = @(

            )
            Takes = ' '
            Arguments = @('@webhooks')
            Alone = $false
        }
        'webhooks create' = @{
            Commands = @(

            )
            Options = @(
                '--event	An event, as job.completed; repeatable.'
                '--description	What it is for, 500 characters at most.'
                '--for-project	Of this project alone.'
                '--all-children	Of child organizations too; needs org:admin.'
            )
            Takes = ' --event=job.completed,job.failed,job.canceled,content.generated,content.approved,content.rejected,post.scheduled,post.published,post.failed,post.canceled,social_account.connected,social_account.needs_reauth,social_account.revoked,lease_request.assigned,lease_request.rejected,test.ping --description= --for-project=@projects '
            Arguments = @('-')
            Alone = $false
        }
        'webhooks update' = @{
            Commands = @(

            )
            Options = @(
                '--url	Where events are sent; https.'
                '--event	Instead of those it has; repeatable.'
                '--description	What it is for, 500 characters at most.'
                '--status	paused stops it, active starts it and forgets failures.'
            )
            Takes = ' --url= --event=job.completed,job.failed,job.canceled,content.generated,content.approved,content.rejected,post.scheduled,post.published,post.failed,post.canceled,social_account.connected,social_account.needs_reauth,social_account.revoked,lease_request.assigned,lease_request.rejected,test.ping --description= --status=active,paused '
            Arguments = @('@webhooks')
            Alone = $false
        }
        'webhooks delete' = @{
            Commands = @(

            )
            Options = @(
                '-y	Do not ask.'
                '--yes	Do not ask.'
            )
            Takes = ' '
            Arguments = @('@webhooks*')
            Alone = $false
        }
        'webhooks rotate' = @{
            Commands = @(

            )
            Options = @(

            )
            Takes = ' '
            Arguments = @('@webhooks')
            Alone = $false
        }
        'webhooks test' = @{
            Commands = @(

            )
            Options = @(
                '--data	An object as its data; @FILE and - read it.'
            )
            Takes = ' --data= '
            Arguments = @('@webhooks')
            Alone = $false
        }
        'webhooks deliveries' = @{
            Commands = @(

            )
            Options = @(
                '--status	Deliveries in this state.'
                '--event	Of this event alone.'
                '--limit	Rows at most, over all pages.'
                '--all	Show all rows, whatever --limit says.'
                '--cursor	Go on where an earlier page ended.'
            )
            Takes = ' --status=pending,delivering,delivered,failed,abandoned --event=job.completed,job.failed,job.canceled,content.generated,content.approved,content.rejected,post.scheduled,post.published,post.failed,post.canceled,social_account.connected,social_account.needs_reauth,social_account.revoked,lease_request.assigned,lease_request.rejected,test.ping --limit= --cursor= '
            Arguments = @('@webhooks')
            Alone = $false
        }
        'webhooks replay' = @{
            Commands = @(

            )
            Options = @(

            )
            Takes = ' '
            Arguments = @('-')
            Alone = $false
        }
        'config' = @{
            Commands = @(
                'list	Show the settings in effect'
                'get	Print the value of one setting, a key masked'
                'set	Save a setting in the profile; `profile` names the default profile'
                'unset	Remove a setting from the profile'
                'path	Print where the settings are kept'
            )
            Options = @(

            )
            Takes = ' '
            Arguments = @()
            Alone = $true
        }
        'config list' = @{
            Commands = @(

            )
            Options = @(
                '--show-origin	Say where each value comes from.'
            )
            Takes = ' '
            Arguments = @()
            Alone = $false
        }
        'config get' = @{
            Commands = @(

            )
            Options = @(

            )
            Takes = ' '
            Arguments = @('profile,base_url,api_key,project,organization,api_dialect,confirm_above,budget.daily,api_key_command')
            Alone = $false
        }
        'config set' = @{
            Commands = @(

            )
            Options = @(

            )
            Takes = ' '
            Arguments = @('profile,base_url,api_key,project,organization,api_dialect,confirm_above,budget.daily,api_key_command', '-')
            Alone = $false
        }
        'config unset' = @{
            Commands = @(

            )
            Options = @(

            )
            Takes = ' '
            Arguments = @('profile,base_url,api_key,project,organization,api_dialect,confirm_above,budget.daily,api_key_command')
            Alone = $false
        }
        'config path' = @{
            Commands = @(

            )
            Options = @(

            )
            Takes = ' '
            Arguments = @()
            Alone = $false
        }
        'sandbox' = @{
            Commands = @(
                'serve	Run it in the foreground, for CI; print what a shell needs once it answers'
                'start	Start it in the background, unless it runs; print its address'
                'stop	Stop it; its data stays'
                'status	Say whether it runs, and where; exit 9 if it does not'
                'open	Open its page in the browser, and print the address'
                'logs	Print the log of the one in the background'
                'reset	Delete everything in it and start over'
                'clock	Read, stop, move and speed up the sandbox''s clock'
                'seed	Add projects, media, containers and keys from a file; all of it, or nothing'
                'faults	Make calls fail, hang or get lost, to see how a program copes'
                'keys	Mint, list and suspend the sandbox''s keys'
                'requests	Show the requests that the sandbox received, without secrets'
                'verify	Check that nothing was billed or posted twice, or what you name, or exit 1'
            )
            Options = @(

            )
            Takes = ' '
            Arguments = @()
            Alone = $true
        }
        'sandbox serve' = @{
            Commands = @(

            )
            Options = @(
                '--host	The address to listen on.'
                '--port	The port; 0 is any free one.'
                '--data	Its data folder; LAYERS_SANDBOX_DIR, or one of its own.'
                '--strict-fetch	Never fetch uploads from this machine.'
                '--allow-remote	Let other machines in, with the key.'
                '--rate-limits	Limit calls as the API does for this tier; off.'
                '--create-rate	Let each key start so many jobs a minute.'
                '--concurrent-jobs	Let so many jobs run at once.'
                '--credits	What a new sandbox has; 100000.'
                '--placeholders	Draw nothing: a few bytes in place of media.'
            )
            Takes = ' --host= --port= --data=@folders --rate-limits=standard,pilot,partner --create-rate= --concurrent-jobs= --credits= '
            Arguments = @()
            Alone = $false
        }
        'sandbox start' = @{
            Commands = @(

            )
            Options = @(
                '--data	Its data folder; LAYERS_SANDBOX_DIR, or one of its own.'
                '--export	Print address and key as a shell takes them.'
                '--rate-limits	Limit calls as the API does for this tier; off.'
                '--create-rate	Let each key start so many jobs a minute.'
                '--concurrent-jobs	Let so many jobs run at once.'
                '--credits	What a new sandbox has; 100000.'
                '--placeholders	Draw nothing: a few bytes in place of media.'
            )
            Takes = ' --data=@folders --rate-limits=standard,pilot,partner --create-rate= --concurrent-jobs= --credits= '
            Arguments = @()
            Alone = $false
        }
        'sandbox stop' = @{
            Commands = @(

            )
            Options = @(
                '--data	Its data folder; LAYERS_SANDBOX_DIR, or one of its own.'
            )
            Takes = ' --data=@folders '
            Arguments = @()
            Alone = $false
        }
        'sandbox status' = @{
            Commands = @(

            )
            Options = @(
                '--data	Its data folder; LAYERS_SANDBOX_DIR, or one of its own.'
            )
            Takes = ' --data=@folders '
            Arguments = @()
            Alone = $false
        }
        'sandbox open' = @{
            Commands = @(

            )
            Options = @(
                '--data	Its data folder; LAYERS_SANDBOX_DIR, or one of its own.'
                '--no-browser	Print the address, and open nothing.'
            )
            Takes = ' --data=@folders '
            Arguments = @()
            Alone = $false
        }
        'sandbox logs' = @{
            Commands = @(

            )
            Options = @(
                '--data	Its data folder; LAYERS_SANDBOX_DIR, or one of its own.'
                '-f	Go on with what is still to come.'
                '--follow	Go on with what is still to come.'
                '-n	Lines to begin with.'
                '--lines	Lines to begin with.'
            )
            Takes = ' --data=@folders -n= --lines= '
            Arguments = @()
            Alone = $false
        }
        'sandbox reset' = @{
            Commands = @(

            )
            Options = @(
                '--data	Its data folder; LAYERS_SANDBOX_DIR, or one of its own.'
                '-y	Do not ask.'
                '--yes	Do not ask.'
            )
            Takes = ' --data=@folders '
            Arguments = @()
            Alone = $false
        }
        'sandbox clock' = @{
            Commands = @(
                'show	Show where the clock stands'
                'freeze	Stop the clock; what is due waits until it is moved'
                'resume	Let the clock run at the usual speed, from where it stands'
                'advance	Move the clock forward at once'
                'scale	Let the clock run faster or slower'
            )
            Options = @(

            )
            Takes = ' '
            Arguments = @()
            Alone = $true
        }
        'sandbox clock show' = @{
            Commands = @(

            )
            Options = @(
                '--data	Its data folder; LAYERS_SANDBOX_DIR, or one of its own.'
            )
            Takes = ' --data=@folders '
            Arguments = @()
            Alone = $false
        }
        'sandbox clock freeze' = @{
            Commands = @(

            )
            Options = @(
                '--data	Its data folder; LAYERS_SANDBOX_DIR, or one of its own.'
            )
            Takes = ' --data=@folders '
            Arguments = @()
            Alone = $false
        }
        'sandbox clock resume' = @{
            Commands = @(

            )
            Options = @(
                '--data	Its data folder; LAYERS_SANDBOX_DIR, or one of its own.'
            )
            Takes = ' --data=@folders '
            Arguments = @()
            Alone = $false
        }
        'sandbox clock advance' = @{
            Commands = @(

            )
            Options = @(
                '--data	Its data folder; LAYERS_SANDBOX_DIR, or one of its own.'
            )
            Takes = ' --data=@folders '
            Arguments = @('-')
            Alone = $false
        }
        'sandbox clock scale' = @{
            Commands = @(

            )
            Options = @(
                '--data	Its data folder; LAYERS_SANDBOX_DIR, or one of its own.'
            )
            Takes = ' --data=@folders '
            Arguments = @('-')
            Alone = $false
        }
        'sandbox seed' = @{
            Commands = @(

            )
            Options = @(
                '--data	Its data folder; LAYERS_SANDBOX_DIR, or one of its own.'
            )
            Takes = ' --data=@folders '
            Arguments = @('@files')
            Alone = $false
        }
        'sandbox faults' = @{
            Commands = @(
                'list	List the rules, and how often each has fired'
                'use	Replace all rules with a ready-made scenario'
                'add	Add the rules of a file after the existing ones'
                'clear	Remove all rules'
            )
            Options = @(

            )
            Takes = ' '
            Arguments = @()
            Alone = $true
        }
        'sandbox faults list' = @{
            Commands = @(

            )
            Options = @(
                '--data	Its data folder; LAYERS_SANDBOX_DIR, or one of its own.'
            )
            Takes = ' --data=@folders '
            Arguments = @()
            Alone = $false
        }
        'sandbox faults use' = @{
            Commands = @(

            )
            Options = @(
                '--data	Its data folder; LAYERS_SANDBOX_DIR, or one of its own.'
            )
            Takes = ' --data=@folders '
            Arguments = @('lost-reply,rate-limited,flaky,slow,half-fails,post-refused,token-expired,slow-posts,expired-upload')
            Alone = $false
        }
        'sandbox faults add' = @{
            Commands = @(

            )
            Options = @(
                '--data	Its data folder; LAYERS_SANDBOX_DIR, or one of its own.'
            )
            Takes = ' --data=@folders '
            Arguments = @('@files')
            Alone = $false
        }
        'sandbox faults clear' = @{
            Commands = @(

            )
            Options = @(
                '--data	Its data folder; LAYERS_SANDBOX_DIR, or one of its own.'
            )
            Takes = ' --data=@folders '
            Arguments = @()
            Alone = $false
        }
        'sandbox keys' = @{
            Commands = @(
                'list	List the keys, without their texts'
                'mint	Create a key and print it; it is shown only once'
                'kill	Suspend a key: calls with it answer 503'
            )
            Options = @(

            )
            Takes = ' '
            Arguments = @()
            Alone = $true
        }
        'sandbox keys list' = @{
            Commands = @(

            )
            Options = @(
                '--data	Its data folder; LAYERS_SANDBOX_DIR, or one of its own.'
            )
            Takes = ' --data=@folders '
            Arguments = @()
            Alone = $false
        }
        'sandbox keys mint' = @{
            Commands = @(

            )
            Options = @(
                '--scope	What it may do; repeatable; none by default.'
                '--for-organization	Whose it is; `keys list --json` has the ids.'
                '--data	Its data folder; LAYERS_SANDBOX_DIR, or one of its own.'
            )
            Takes = ' --scope= --for-organization= --data=@folders '
            Arguments = @()
            Alone = $false
        }
        'sandbox keys kill' = @{
            Commands = @(

            )
            Options = @(
                '--data	Its data folder; LAYERS_SANDBOX_DIR, or one of its own.'
            )
            Takes = ' --data=@folders '
            Arguments = @('-')
            Alone = $false
        }
        'sandbox requests' = @{
            Commands = @(

            )
            Options = @(
                '--method	Requests with this method only.'
                '--path	Requests to this path only; * is any text.'
                '--status	With this status only: 429, 5xx, or none if cut.'
                '-f	Go on with what is still to come.'
                '--follow	Go on with what is still to come.'
                '--clear	Forget them all instead.'
                '--data	Its data folder; LAYERS_SANDBOX_DIR, or one of its own.'
            )
            Takes = ' --method= --path= --status= --data=@folders '
            Arguments = @()
            Alone = $false
        }
        'sandbox verify' = @{
            Commands = @(

            )
            Options = @(
                '--once-per-key	No idempotency key was billed twice.'
                '--no-duplicates	No order made its containers twice over.'
                '--settled	What was billed is completed or refunded.'
                '--once-per-body	No order was billed twice under two keys.'
                '--keyed	Each billed job had an idempotency key.'
                '--posted-once	Nothing went out to one account twice.'
                '--at-least	So many requests fit.'
                '--at-most	No more requests fit.'
                '--method	Requests with this method only.'
                '--path	Requests to this path only; * is any text.'
                '--status	With this status only: 429, 5xx, or none if cut.'
                '--data	Its data folder; LAYERS_SANDBOX_DIR, or one of its own.'
            )
            Takes = ' --at-least= --at-most= --method= --path= --status= --data=@folders '
            Arguments = @()
            Alone = $false
        }
        'doctor' = @{
            Commands = @(

            )
            Options = @(
                '--bundle	Write a zip for a bug report, without keys.'
                '--with-hooks	Include hooks in the bundle.'
                '-f	Overwrite files.'
                '--force	Overwrite files.'
            )
            Takes = ' --bundle=@files '
            Arguments = @()
            Alone = $false
        }
        'ci' = @{
            Commands = @(
                'init	Write a workflow that makes content in the sandbox: free, and without a key'
            )
            Options = @(

            )
            Takes = ' '
            Arguments = @()
            Alone = $true
        }
        'ci init' = @{
            Commands = @(

            )
            Options = @(
                '--provider	The CI system.'
                '-o	Where to write it; - is standard output.'
                '--output	Where to write it; - is standard output.'
                '-f	Overwrite files.'
                '--force	Overwrite files.'
            )
            Takes = ' --provider=github,gitlab -o=@files --output=@files '
            Arguments = @()
            Alone = $false
        }
        'explain' = @{
            Commands = @(

            )
            Options = @(

            )
            Takes = ' '
            Arguments = @('-')
            Alone = $false
        }
        'completion' = @{
            Commands = @(

            )
            Options = @(
                '--install	Put the script where the shell looks for it.'
            )
            Takes = ' '
            Arguments = @('bash,zsh,fish,powershell')
            Alone = $false
        }
        'api' = @{
            Commands = @(

            )
            Options = @(
                '-f	A text for the body, or for the query of a GET; a[b]=… and a[]=… reach inside.'
                '--raw-field	A text for the body, or for the query of a GET; a[b]=… and a[]=… reach inside.'
                '-F	The same, with true, false, null and numbers as such, and @FILE read.'
                '--field	The same, with true, false, null and numbers as such, and @FILE read.'
                '-H	A header; repeatable.'
                '--header	A header; repeatable.'
                '--input	Send this file as the body; - is stdin.'
                '--paginate	Follow nextCursor, and print one list of all rows.'
                '-i	Print the answer''s status and headers first.'
                '--include	Print the answer''s status and headers first.'
                '--idempotency-key	Make a repeat of this very request harmless; a new key each time by default.'
                '--force-new	Start another one, even if the outcome of the same request is not known.'
                '-y	Do not ask.'
                '--yes	Do not ask.'
            )
            Takes = ' -f= --raw-field= -F= --field= -H= --header= --input=@files --idempotency-key= '
            Arguments = @('-', '-')
            Alone = $false
        }
        'schema' = @{
            Commands = @(

            )
            Options = @(

            )
            Takes = ' '
            Arguments = @('*')
            Alone = $false
        }
        'help' = @{
            Commands = @(

            )
            Options = @(

            )
            Takes = ' '
            Arguments = @('@paths*')
            Alone = $false
        }
    }
    $help = @("-h`tShow this message and exit.", "--help`tShow this message and exit.")
    $shared = @(
        '--json	Print one JSON document.'
        '--jsonl	Print one JSON object a line.'
        '--csv	Print a CSV table; --fields chooses its columns.'
        '--fields	Keep these fields only; implies --json.'
        '--query	Print what this finds in the JSON.'
        '--template	Fill this Jinja template for each object; @FILE reads a file.'
        '-q	Print ids, and no hints.'
        '--quiet	Print ids, and no hints.'
        '--sandbox	Use the embedded sandbox: free, offline, no account.'
        '--project	Work in this project, not the profile''s.'
        '--profile	Use this profile of the config.'
        '--organization	Act in this child organization.'
        '--api-key-file	Read the key here; - is stdin.'
        '--base-url	Call this API host.'
        '--color	When to use colors.'
        '--no-color	The same as --color never.'
        '--progress	How to show progress.'
        '--accessible	Plain lines that never change, for screen readers.'
        '--retries	Tries after the first one fails; 4.'
        '--wait	Wait as long as a busy server asks, not 60 s at most.'
        '--ci	Report to this CI system.'
        '--no-input	Never ask a question.'
        '-v	Say more on stderr.'
        '--verbose	Say more on stderr.'
        '--debug	Show where an unexpected error came from.'
    )
    $sharedTakes = '--fields= --query= --template= --project=@projects --profile= --organization= --api-key-file= --base-url= --color=auto,always,never --progress=auto,plain,none --retries= --ci=github,gitlab,plain '
    $topics = @(
        'exit-codes	What the exit codes mean, and which runs are safe to repeat'
        'environment	Environment variables, and which setting wins'
        'formatting	How results are printed, and how to choose fields'
        'scripting	Pipes, ids, errors and waiting in shell scripts'
        'ci	Use in GitHub Actions and other CI'
        'downloads	Where media is saved, and how files are named'
        'sheets	Sheets of hooks: what is read, and what spreadsheets do to them'
        'workers	Campaigns on many hosts: database, roles, backup, what to watch'
        'uploads	Posts of your own, and app media'
        'paying-once	The ledger, idempotency keys, and spending limits'
        'sandbox	The local server that stands in for the API'
        'security	Where keys are kept, and what never leaves this machine'
    )

    $path = ''
    $given = @()
    $option = ''
    $ended = $false
    $profileName = if ($env:LAYERS_PROFILE) { $env:LAYERS_PROFILE } else { '_' }
    $url = "$env:LAYERS_BASE_URL"
    $cur = $wordToComplete
    $takesOf = { param($name) $entry = $table[$name]; if ($entry.Alone) { $entry.Takes } else { $entry.Takes + $sharedTakes } }
    $namesOf = { param($lines) @($lines | ForEach-Object { ($_ -split "`t", 2)[0] }) }

    $elements = @($commandAst.CommandElements | Select-Object -Skip 1 | Where-Object { $_.Extent.EndOffset -lt $cursorPosition })
    foreach ($element in $elements) {
        $word = $element.Extent.Text.Trim([char[]]@([char]39, [char]34))
        if ($option) {
            if ($option -ceq '--profile') { $profileName = $word }
            if ($option -ceq '--base-url') { $url = $word }
            $option = ''
        } elseif ($word -ceq '--') {
            $ended = $true
        } elseif ($word -ceq '--sandbox') {
            $profileName = 'sandbox'
        } elseif (-not $ended -and $word.StartsWith('-')) {
            if ((& $takesOf $path).Contains(" $word=")) { $option = $word }
            if ($word.StartsWith('--profile=')) { $profileName = $word.Substring(10) }
            if ($word.StartsWith('--base-url=')) { $url = $word.Substring(11) }
        } elseif ((& $namesOf $table[$path].Commands) -ccontains $word) {
            $path = "$path $word".Trim()
        } else {
            $given += $word
        }
    }

    $before = ''
    if (-not $option -and -not $ended -and $cur -match '^(--[a-z-]+)=(.*)$') {
        if ((& $takesOf $path).Contains(" $($Matches[1])=")) {
            $option = $Matches[1]
            $before = "$option="
            $cur = $Matches[2]
        }
    }

    $entry = $table[$path]
    $options = @($entry.Options) + $help
    if (-not $entry.Alone) { $options += $shared }
    $options = @($options | Where-Object { $_ })
    $offer = ''
    $lines = @()
    if ($option) {
        $takes = & $takesOf $path
        $start = $takes.IndexOf(" $option=") + $option.Length + 2
        $offer = $takes.Substring($start, $takes.IndexOf(' ', $start) - $start)
    } elseif (-not $ended -and $cur.StartsWith('-')) {
        $lines = $options
    } elseif ($entry.Commands.Count) {
        $lines = $entry.Commands
    } elseif ($entry.Arguments.Count) {
        $last = $entry.Arguments[[Math]::Min($given.Count, $entry.Arguments.Count - 1)]
        if ($given.Count -lt $entry.Arguments.Count -or $last.EndsWith('*')) { $offer = $last.TrimEnd('*') }
    } elseif (-not $cur) {
        $lines = $options
    }

    $kinds = @()
    # The words of an offer have commas between; those with @ stand for what they name.
    foreach ($each in $offer -split ',') {
        switch -Regex -CaseSensitive ($each) {
            '^$|^-$' { break }
            '^@(files|folders)$' { break } # PowerShell completes them itself where nothing is offered
            '^@paths$' {
                $below = $given -join ' '
                if (-not $below) { $lines = $topics }
                if ($table.ContainsKey($below)) { $lines = @($lines) + @($table[$below].Commands) }
                break
            }
            '^@' { $kinds += $each.Substring(1); break }
            default { $lines += $each }
        }
    }

    if ($kinds.Count) {
        $folder = if ($env:LAYERS_CACHE_DIR) { $env:LAYERS_CACHE_DIR }
        elseif ($env:LOCALAPPDATA) { Join-Path $env:LOCALAPPDATA 'layers-cli\Cache' }
        elseif ($IsMacOS) { Join-Path $HOME 'Library/Caches/layers-cli' }
        elseif ($env:XDG_CACHE_HOME) { Join-Path $env:XDG_CACHE_HOME 'layers-cli' }
        else { Join-Path $HOME '.cache/layers-cli' }
        if ($profileName -cne 'sandbox' -and $url) { $profileName += '@' + ($url -creplace '[^A-Za-z0-9.-]', '_') }
        $folder = Join-Path (Join-Path $folder 'seen') $profileName
        foreach ($kind in $kinds) {
            $file = Join-Path $folder $kind
            if (Test-Path -LiteralPath $file -PathType Leaf) {
                $lines += @([System.IO.File]::ReadAllLines($file) | Where-Object { $_ -cmatch '^[A-Za-z0-9_-]+\t' })
            }
        }
    }

    foreach ($line in $lines) {
        $word, $text = $line -split "`t", 2
        if (-not $word -or -not $word.StartsWith($cur, [StringComparison]::Ordinal)) { continue }
        if (-not $text) { $text = $word }
        [System.Management.Automation.CompletionResult]::new("$before$word", $word, 'ParameterValue', $text)
    }
}
