# fish completion for layers. Written by `python -m layers_cli.reference`; not to be edited.
#
# No process is started: the commands stand below, ids come from a file that `layers` keeps.

function __layers_at --no-scope-shadowing
    # What can follow the command $argv[1]: sets the variables that `__layers_complete` declares.
    set commands
    set options \
        '-h'\t'Show this message and exit.' \
        '--help'\t'Show this message and exit.'
    set takes ' '
    set arguments
    set shared 1
    switch $argv[1]
        case ''
            set commands \
                'content'\t'Generate, look at, review and download content' \
                'gallery'\t'Write content as one HTML file, to look at, decide on and send to colleagues' \
                'review'\t'Look at content and decide: approve, reject, choose a variant, make another take' \
                'jobs'\t'Watch, read, resume and cancel generation jobs' \
                'campaign'\t'Make content from the rows of a sheet, thousands of them, each paid for once' \
                'upload'\t'Upload finished media: files, folders and URLs become content' \
                'posts'\t'Follow, move and cancel what was scheduled or published' \
                'accounts'\t'Connect the social accounts that content goes out to' \
                'hooks'\t'Suggest hooks for the project; free, and different each time' \
                'influencer'\t'List, create, change and delete the influencers that voice content' \
                'media'\t'Keep what a project\'s content is made from: logo, screenshots, demo' \
                'whence'\t'Say which container a file belongs to; works offline' \
                'project'\t'List, create, change and choose projects' \
                'auth'\t'Log in and out' \
                'whoami'\t'Say who the key belongs to, and what it may do' \
                'credits'\t'Show what can still be spent, and what was' \
                'webhooks'\t'Have events sent to your own server' \
                'config'\t'Read and change settings' \
                'sandbox'\t'Run the local stand-in for the API' \
                'doctor'\t'Check everything layers depends on, and say how to fix it' \
                'ci'\t'Write workflows that run layers in CI' \
                'explain'\t'Explain an error code: its cause, the fix, whether to try again' \
                'completion'\t'Print the script that completes commands, options and ids in a shell' \
                'api'\t'Call any route of the API' \
                'schema'\t'Print the JSON Schema of what a command prints with --json' \
                'help'\t'Explain a command or a topic'
            set options $options \
                '--version'\t'Print the version.'
        case 'content'
            set commands \
                'generate'\t'Generate content from a hook and wait until it is ready' \
                'again'\t'Generate another take of a container, with another hook' \
                'history'\t'Show what a container is a take of, and its own takes, as a tree' \
                'get'\t'Show containers with everything known about them: one by its id, or a list' \
                'view'\t'Show slides and poster frames in the terminal, or their addresses elsewhere' \
                'list'\t'List the project\'s containers, newest first' \
                'progress'\t'Show the progress of a container, without its job' \
                'approve'\t'Approve containers that wait for a review' \
                'reject'\t'Reject containers for good: a rejected one can never be scheduled' \
                'decide'\t'Carry out the decisions in a file, each once: approve, reject, or try again' \
                'caption'\t'Change the caption of uploaded content' \
                'schedule'\t'Schedule containers for accounts; those in review, once they are approved' \
                'publish'\t'Publish containers to accounts now; this cannot be undone' \
                'download'\t'Save the media of containers; a second run does only what is missing' \
                'open'\t'Open a container\'s preview in the browser, and print the address'
            set shared
        case 'content generate'
            set options $options \
                '--hook'\t'The words on the first slide, verbatim; @FILE reads a file, - reads stdin, @@ begins a text with @. Repeat it for several creatives.' \
                '--format'\t'What to make. The API has no default; this is the command\'s.' \
                '--variants'\t'Containers per hook; each one is billed.' \
                '--media'\t'Media of the project to use; repeatable.' \
                '--influencer'\t'Who voices it; the project\'s own by default.' \
                '--account'\t'The social account whose influencer voices it.' \
                '--watch'\t'Wait for the result, or only start it.' \
                '--no-watch'\t'Wait for the result, or only start it.' \
                '--no-wait'\t'Wait for the result, or only start it.' \
                '--handoff'\t'Write what `jobs collect` needs; no key in it.' \
                '--timeout'\t'Stop waiting after this long: 90s, 20m, 1h.' \
                '--download'\t'Save the media in this folder.' \
                '--name'\t'Names for the files, folders too: {id} {hook_slug} {format} {index} {variant} {ext} {created:%Y-%m-%d}; {id}.{ext} by default.' \
                '--sidecar'\t'Write ID.json beside the media: where it comes from.' \
                '--no-sidecar'\t'Write ID.json beside the media: where it comes from.' \
                '-f'\t'Overwrite files.' \
                '--force'\t'Overwrite files.' \
                '--idempotency-key'\t'Make a repeat of this very request harmless; a new key each time by default.' \
                '--force-new'\t'Start another one, even if the outcome of the same request is not known.' \
                '-n'\t'Show request, price and balance; send nothing.' \
                '--dry-run'\t'Show request, price and balance; send nothing.' \
                '--max-credits'\t'Send nothing if it costs more, by estimate.' \
                '-y'\t'Do not ask.' \
                '--yes'\t'Do not ask.' \
                '--unescape'\t'Turn the two characters \\n into a line break.' \
                '--api-dialect'\t'The routes that create content.' \
                '--preview'\t'Show the pictures in the terminal; elsewhere, their addresses.' \
                '--web'\t'Open the preview in the browser; not in pipes and CI.'
            set takes "$takes"'--hook= --format=slideshow-builder,ugc-remix --variants= --media= --influencer=@influencers --account=@accounts --handoff=@files --timeout= --download=@folders --name= --idempotency-key= --max-credits= --api-dialect=auto,content,per-format '
        case 'content again'
            set options $options \
                '--hook'\t'The hook of the new take; @FILE reads a file, - reads stdin. Repeat it for several takes.' \
                '--variants'\t'Takes per hook; each one is billed.' \
                '--watch'\t'Wait for the result, or only start it.' \
                '--no-watch'\t'Wait for the result, or only start it.' \
                '--no-wait'\t'Wait for the result, or only start it.' \
                '--timeout'\t'Stop waiting after this long: 90s, 20m, 1h.' \
                '--download'\t'Save the media in this folder.' \
                '--name'\t'Names for the files, folders too: {id} {hook_slug} {format} {index} {variant} {ext} {created:%Y-%m-%d}; {id}.{ext} by default.' \
                '--sidecar'\t'Write ID.json beside the media: where it comes from.' \
                '--no-sidecar'\t'Write ID.json beside the media: where it comes from.' \
                '-f'\t'Overwrite files.' \
                '--force'\t'Overwrite files.' \
                '--idempotency-key'\t'Make a repeat of this very request harmless; a new key each time by default.' \
                '--force-new'\t'Start another one, even if the outcome of the same request is not known.' \
                '-n'\t'Show request, price and balance; send nothing.' \
                '--dry-run'\t'Show request, price and balance; send nothing.' \
                '--max-credits'\t'Send nothing if it costs more, by estimate.' \
                '-y'\t'Do not ask.' \
                '--yes'\t'Do not ask.' \
                '--unescape'\t'Turn the two characters \\n into a line break.' \
                '--preview'\t'Show the pictures in the terminal; elsewhere, their addresses.' \
                '--web'\t'Open the preview in the browser; not in pipes and CI.'
            set takes "$takes"'--hook= --variants= --timeout= --download=@folders --name= --idempotency-key= --max-credits= '
            set arguments '@containers'
        case 'content history'
            set arguments '@containers'
        case 'content get'
            set options $options \
                '--preview'\t'Show the pictures in the terminal; elsewhere, their addresses.' \
                '--web'\t'Open the preview in the browser; not in pipes and CI.'
            set arguments '@containers*'
        case 'content view'
            set arguments '@containers*'
        case 'content list'
            set options $options \
                '--status'\t'Containers in this state; repeatable.' \
                '--format'\t'Containers of this format; repeatable.' \
                '--creative-type'\t'Where they come from.' \
                '--approval'\t'Containers in this state of review.' \
                '--since'\t'Created then or later: 2026-04-18, 24h, 7d.' \
                '--until'\t'Created then or earlier.' \
                '--limit'\t'Rows at most, over all pages.' \
                '--all'\t'Show all rows, whatever --limit says.' \
                '--cursor'\t'Go on where an earlier page ended.'
            set takes "$takes"'--status=queued,processing,completed,failed,canceled --format=slideshow-builder,ugc-remix --creative-type=generated,uploaded --approval=not_required,pending,approved,rejected --since= --until= --limit= --cursor= '
        case 'content progress'
            set arguments '@containers'
        case 'content approve'
            set options $options \
                '--note'\t'Why.' \
                '--from'\t'Those that a file decides so; see `content decide`.' \
                '-y'\t'Do not ask.' \
                '--yes'\t'Do not ask.'
            set takes "$takes"'--note= --from=@files '
            set arguments '@containers*'
        case 'content reject'
            set options $options \
                '--reason'\t'Why; @FILE and - read it.' \
                '--from'\t'Those that a file decides so; see `content decide`.' \
                '--max-credits'\t'Send nothing if it costs more, by estimate.' \
                '-y'\t'Do not ask.' \
                '--yes'\t'Do not ask.'
            set takes "$takes"'--reason= --from=@files --max-credits= '
            set arguments '@containers*'
        case 'content decide'
            set options $options \
                '--resume'\t'Send what earlier runs decided and did not send.' \
                '--results'\t'Report here, not beside FILE.' \
                '-n'\t'Show what would happen; send nothing.' \
                '--dry-run'\t'Show what would happen; send nothing.' \
                '--max-credits'\t'Send nothing if it costs more, by estimate.' \
                '-y'\t'Do not ask.' \
                '--yes'\t'Do not ask.'
            set takes "$takes"'--results=@files --max-credits= '
            set arguments '@files'
        case 'content caption'
            set arguments '@containers' '-'
        case 'content schedule'
            set options $options \
                '--at'\t'When: 2026-12-01T09:00:00Z, \'2026-12-01 09:00\', \'tomorrow 9:00\', +2h.' \
                '--to'\t'An account\'s id or handle: @inboxzen, tiktok:@inboxzen.' \
                '--timezone'\t'The zone of local times: Europe/Berlin.' \
                '--every'\t'Time from one container to the next: 1d, 12h.' \
                '--at-times'\t'Times of day to use: 09:00,18:00.' \
                '--spread'\t'Spread the containers over this: 2w.' \
                '--mode'\t'Publish it, leave a draft in the app, or have it managed.' \
                '--caption'\t'The caption of these posts; @FILE reads one.' \
                '--first-comment'\t'The first comment under the post.' \
                '--privacy'\t'Who sees it; TikTok only.' \
                '--no-comments'\t'Allow no comments; TikTok only.' \
                '--no-duet'\t'Allow no duets; TikTok only.' \
                '--no-stitch'\t'Allow no stitches; TikTok only.' \
                '--music'\t'none, auto, or a track\'s id, see `layers posts music`; slideshows on TikTok only.' \
                '--share-to-feed'\t'Show a reel in the feed as well; videos on Instagram only.' \
                '--no-share-to-feed'\t'Show a reel in the feed as well; videos on Instagram only.' \
                '-n'\t'Show the calendar; send nothing.' \
                '--dry-run'\t'Show the calendar; send nothing.' \
                '--idempotency-key'\t'Make a repeat of this very request harmless; a new key each time by default.' \
                '--force-new'\t'Start another one, even if the outcome of the same request is not known.'
            set takes "$takes"'--at= --to=@accounts --timezone= --every= --at-times= --spread= --mode=publish,draft,managed --caption= --first-comment= --privacy=public,friends,followers,self --music=none,auto,@tracks --idempotency-key= '
            set arguments '@containers*'
        case 'content publish'
            set options $options \
                '--to'\t'An account\'s id or handle: @inboxzen, tiktok:@inboxzen.' \
                '--mode'\t'Publish it, leave a draft in the app, or have it managed.' \
                '--caption'\t'The caption of these posts; @FILE reads one.' \
                '--first-comment'\t'The first comment under the post.' \
                '--privacy'\t'Who sees it; TikTok only.' \
                '--no-comments'\t'Allow no comments; TikTok only.' \
                '--no-duet'\t'Allow no duets; TikTok only.' \
                '--no-stitch'\t'Allow no stitches; TikTok only.' \
                '--music'\t'none, auto, or a track\'s id, see `layers posts music`; slideshows on TikTok only.' \
                '--share-to-feed'\t'Show a reel in the feed as well; videos on Instagram only.' \
                '--no-share-to-feed'\t'Show a reel in the feed as well; videos on Instagram only.' \
                '-n'\t'Show what would go out; send nothing.' \
                '--dry-run'\t'Show what would go out; send nothing.' \
                '--idempotency-key'\t'Make a repeat of this very request harmless; a new key each time by default.' \
                '--force-new'\t'Start another one, even if the outcome of the same request is not known.' \
                '-y'\t'Do not ask.' \
                '--yes'\t'Do not ask.'
            set takes "$takes"'--to=@accounts --mode=publish,draft,managed --caption= --first-comment= --privacy=public,friends,followers,self --music=none,auto,@tracks --idempotency-key= '
            set arguments '@containers*'
        case 'content download'
            set options $options \
                '--all'\t'All completed containers of the project.' \
                '--since'\t'Those created at this time or later: 2026-04-18, 24h, 7d.' \
                '-o'\t'The folder to save in.' \
                '--output'\t'The folder to save in.' \
                '--name'\t'Names for the files, folders too: {id} {hook_slug} {format} {index} {variant} {ext} {created:%Y-%m-%d}; {id}.{ext} by default.' \
                '-f'\t'Overwrite files.' \
                '--force'\t'Overwrite files.' \
                '--skip-existing'\t'Keep what has the name, whatever it is.' \
                '--sidecar'\t'Write ID.json beside the media: where it comes from.' \
                '--no-sidecar'\t'Write ID.json beside the media: where it comes from.' \
                '--jobs'\t'Files to download at the same time.'
            set takes "$takes"'--since= -o=@folders --output=@folders --name= --jobs= '
            set arguments '@containers*'
        case 'content open'
            set arguments '@containers'
        case 'gallery'
            set options $options \
                '--all'\t'All of the project\'s content.' \
                '--since'\t'Created then or later: 2026-04-18, 24h, 7d.' \
                '--campaign'\t'Those of a campaign: its name, its plan or its results.' \
                '-o'\t'The file to write.' \
                '--output'\t'The file to write.' \
                '--budget'\t'What the file may have; pictures shrink.' \
                '--embed-video'\t'Put videos in the file; else their posters.' \
                '--link'\t'Link the media\'s addresses, and put none in the file.' \
                '--serve'\t'Show it live on this machine, and write no file.' \
                '-f'\t'Overwrite files.' \
                '--force'\t'Overwrite files.' \
                '--web'\t'Open the preview in the browser; not in pipes and CI.'
            set takes "$takes"'--since= --campaign=@files -o=@files --output=@files --budget= '
            set arguments '@containers*'
        case 'review'
            set options $options \
                '--pending'\t'What waits in the project; the default.' \
                '--since'\t'Created then or later: 2026-04-18, 24h, 7d.' \
                '--campaign'\t'Those of a campaign: its name, its plan or its results.' \
                '--limit'\t'Rows at most, over all pages.'
            set takes "$takes"'--since= --campaign=@files --limit= '
            set arguments '@containers*'
        case 'jobs'
            set commands \
                'watch'\t'Wait for jobs; exit 0 only if everything they were asked for is there' \
                'collect'\t'Wait for a handoff\'s jobs, on any machine; exit 0 only if everything is there' \
                'get'\t'Show a job\'s state' \
                'list'\t'List what this machine has started, newest first, with live states' \
                'resume'\t'Find out what became of requests, wait for them, and download the results' \
                'forget'\t'Stop tracking what can never be delivered; what it cost stays spent' \
                'cancel'\t'Ask for a job to be canceled; it is canceled once its state says so'
            set shared
        case 'jobs watch'
            set options $options \
                '--timeout'\t'Stop waiting after this long: 90s, 20m, 1h.' \
                '--download'\t'Save the media in this folder.' \
                '--name'\t'Names for the files, folders too: {id} {hook_slug} {format} {index} {variant} {ext} {created:%Y-%m-%d}; {id}.{ext} by default.' \
                '--sidecar'\t'Write ID.json beside the media: where it comes from.' \
                '--no-sidecar'\t'Write ID.json beside the media: where it comes from.' \
                '-f'\t'Overwrite files.' \
                '--force'\t'Overwrite files.' \
                '--preview'\t'Show the pictures in the terminal; elsewhere, their addresses.' \
                '--web'\t'Open the preview in the browser; not in pipes and CI.'
            set takes "$takes"'--timeout= --download=@folders --name= '
            set arguments '@jobs,@containers*'
        case 'jobs collect'
            set options $options \
                '--timeout'\t'Stop waiting after this long: 90s, 20m, 1h.' \
                '--download'\t'Save the media in this folder.' \
                '--name'\t'Names for the files, folders too: {id} {hook_slug} {format} {index} {variant} {ext} {created:%Y-%m-%d}; {id}.{ext} by default.' \
                '--sidecar'\t'Write ID.json beside the media: where it comes from.' \
                '--no-sidecar'\t'Write ID.json beside the media: where it comes from.' \
                '-f'\t'Overwrite files.' \
                '--force'\t'Overwrite files.' \
                '--preview'\t'Show the pictures in the terminal; elsewhere, their addresses.' \
                '--web'\t'Open the preview in the browser; not in pipes and CI.'
            set takes "$takes"'--timeout= --download=@folders --name= '
            set arguments '@files'
        case 'jobs get'
            set arguments '@jobs'
        case 'jobs list'
            set options $options \
                '--unfinished'\t'What is left to wait for or to find out.' \
                '--since'\t'Started then or later: 24h, 7d.' \
                '--limit'\t'Rows at most, over all pages.' \
                '--all'\t'Show all rows, whatever --limit says.'
            set takes "$takes"'--since= --limit= '
        case 'jobs resume'
            set options $options \
                '--all'\t'All that is unfinished at this server.' \
                '--watch'\t'Wait for the end, or only find out.' \
                '--no-watch'\t'Wait for the end, or only find out.' \
                '--timeout'\t'Stop waiting after this long: 90s, 20m, 1h.' \
                '--force-new'\t'Start another one, even if the outcome of the same request is not known.'
            set takes "$takes"'--timeout= '
            set arguments '@jobs,@containers*'
        case 'jobs forget'
            set options $options \
                '--all'\t'All that is unfinished at this server.' \
                '-y'\t'Do not ask.' \
                '--yes'\t'Do not ask.'
            set arguments '@jobs,@containers*'
        case 'jobs cancel'
            set arguments '@jobs'
        case 'campaign'
            set commands \
                'init'\t'Write an example sheet, as CSV or XLSX' \
                'lint'\t'Check the rows of a sheet; free, offline, and without a key' \
                'plan'\t'Check a sheet against the project, and write the plan of what it asks for' \
                'apply'\t'Submit the rows of a plan, each once; run it again to continue' \
                'status'\t'Show how far a campaign is, from what is recorded; nothing is sent' \
                'pause'\t'Start no more rows of a campaign; `campaign resume` continues it' \
                'resume'\t'Continue a campaign that was paused or stopped; nothing is paid for twice' \
                'cancel'\t'Cancel the rows that have not been sent yet; jobs on the server go on' \
                'retry-failed'\t'Submit refused rows again, and another take where containers failed' \
                'collect'\t'Check the containers, save their media, and write the results' \
                'report'\t'Write the results of a campaign again, from what is recorded' \
                'forget'\t'Remove a campaign with its rows and hooks; what it cost stays spent' \
                'migrate'\t'Make the tables of campaigns in a shared database, as its owner' \
                'worker'\t'Submit rows of campaigns in a shared database, until it is stopped'
            set shared
        case 'campaign init'
            set options $options \
                '-f'\t'Overwrite files.' \
                '--force'\t'Overwrite files.'
            set arguments '@files'
        case 'campaign lint'
            set options $options \
                '--map'\t'What a column is called in the sheet: hook=Headline; repeatable.' \
                '--sheet'\t'Sheet of a workbook; the first by default.' \
                '--encoding'\t'Encoding of the sheet, if it is not found out.' \
                '--format'\t'What to make of rows that name no format.'
            set takes "$takes"'--map= --sheet= --encoding= --format=slideshow-builder,ugc-remix '
            set arguments '@files'
        case 'campaign plan'
            set options $options \
                '-o'\t'Where the plan goes; NAME.plan.jsonl beside the sheet by default.' \
                '--output'\t'Where the plan goes; NAME.plan.jsonl beside the sheet by default.' \
                '--map'\t'What a column is called in the sheet: hook=Headline; repeatable.' \
                '--sheet'\t'Sheet of a workbook; the first by default.' \
                '--encoding'\t'Encoding of the sheet, if it is not found out.' \
                '--format'\t'What to make of rows that name no format.' \
                '--name'\t'The campaign; by default the file\'s name, without ending.' \
                '-f'\t'Overwrite files.' \
                '--force'\t'Overwrite files.'
            set takes "$takes"'-o=@files --output=@files --map= --sheet= --encoding= --format=slideshow-builder,ugc-remix --name=@campaigns '
            set arguments '@files'
        case 'campaign apply'
            set options $options \
                '--results'\t'A CSV file; beside the plan by default.' \
                '-y'\t'Do not ask.' \
                '--yes'\t'Do not ask.' \
                '--limit'\t'Submit at most this many rows.' \
                '--shard'\t'Submit the third of eight shares; a row\'s key decides its share.' \
                '--max-credits'\t'Let the campaign cost this much in all, by the highest prices seen; the first row of each format, and the last ones below the limit, go alone.' \
                '--max-failures'\t'Pause after this many refused rows.' \
                '--concurrency'\t'Rows at once.' \
                '--rate'\t'Rows a minute at most; as fast as the API allows by default.' \
                '--watch'\t'Wait until everything is made; --wait does, too.' \
                '--no-watch'\t'Wait until everything is made; --wait does, too.' \
                '--download'\t'Save the media in this folder.' \
                '--timeout'\t'Stop waiting after this long: 90s, 20m, 1h.'
            set takes "$takes"'--results=@files --limit= --shard= --max-credits= --max-failures= --concurrency= --rate= --download=@folders --timeout= '
            set arguments '@files'
        case 'campaign status'
            set arguments '@campaigns'
        case 'campaign pause'
            set arguments '@campaigns'
        case 'campaign resume'
            set options $options \
                '--max-credits'\t'Let the campaign cost this much in all, by the highest prices seen; the first row of each format, and the last ones below the limit, go alone.' \
                '--max-failures'\t'Pause after this many refused rows.' \
                '--concurrency'\t'Rows at once.' \
                '--rate'\t'Rows a minute at most; as fast as the API allows by default.' \
                '--watch'\t'Wait until everything is made; --wait does, too.' \
                '--no-watch'\t'Wait until everything is made; --wait does, too.' \
                '--download'\t'Save the media in this folder.' \
                '--timeout'\t'Stop waiting after this long: 90s, 20m, 1h.'
            set takes "$takes"'--max-credits= --max-failures= --concurrency= --rate= --download=@folders --timeout= '
            set arguments '@campaigns'
        case 'campaign cancel'
            set options $options \
                '-y'\t'Do not ask.' \
                '--yes'\t'Do not ask.'
            set arguments '@campaigns'
        case 'campaign retry-failed'
            set options $options \
                '-y'\t'Do not ask.' \
                '--yes'\t'Do not ask.' \
                '--concurrency'\t'Rows at once.' \
                '--rate'\t'Rows a minute at most; as fast as the API allows by default.' \
                '--watch'\t'Wait until everything is made; --wait does, too.' \
                '--no-watch'\t'Wait until everything is made; --wait does, too.' \
                '--download'\t'Save the media in this folder.' \
                '--timeout'\t'Stop waiting after this long: 90s, 20m, 1h.'
            set takes "$takes"'--concurrency= --rate= --download=@folders --timeout= '
            set arguments '@campaigns'
        case 'campaign collect'
            set options $options \
                '--watch'\t'Wait until everything is made; --wait does, too.' \
                '--no-watch'\t'Wait until everything is made; --wait does, too.' \
                '--download'\t'Save the media in this folder.' \
                '--timeout'\t'Stop waiting after this long: 90s, 20m, 1h.'
            set takes "$takes"'--download=@folders --timeout= '
            set arguments '@campaigns'
        case 'campaign report'
            set options $options \
                '--merge'\t'Merge the results files of shards (apply --shard).' \
                '-o'\t'The CSV file to write.' \
                '--output'\t'The CSV file to write.'
            set takes "$takes"'-o=@files --output=@files '
            set arguments '@campaigns,@files*'
        case 'campaign forget'
            set options $options \
                '-y'\t'Do not ask.' \
                '--yes'\t'Do not ask.'
            set arguments '@campaigns'
        case 'campaign migrate'
            set options $options \
                '--application-role'\t'Let this role of the database use them.'
            set takes "$takes"'--application-role= '
        case 'campaign worker'
            set options $options \
                '--rate'\t'Rows a minute, on all hosts; the key\'s tier.' \
                '--concurrency'\t'Rows at once, on all hosts; 16.' \
                '--drain'\t'Exit when nothing is left, or nothing may start.'
            set takes "$takes"'--rate= --concurrency= '
        case 'upload'
            set options $options \
                '--as'\t'post or slideshow: what was named together is one; each: a post of each file. Otherwise images make a slideshow, and beside a video each stands alone.' \
                '--caption'\t'Published as written; @FILE and - read it. Otherwise clip.txt beside clip.mp4.' \
                '--caption-file'\t'Read the caption here.' \
                '--manifest'\t'CSV, TSV, JSON lines, XLSX or ODS: source, caption, group; a group is one post.' \
                '--encoding'\t'Encoding of the sheet, if it is not found out.' \
                '--sheet'\t'Sheet of a workbook; the first by default.' \
                '--jobs'\t'Files sent at a time.' \
                '--again'\t'Upload also what was uploaded before.' \
                '--resume'\t'Do what is missing of earlier uploads of files.' \
                '-n'\t'Check, and show the posts; send nothing.' \
                '--dry-run'\t'Check, and show the posts; send nothing.' \
                '--idempotency-key'\t'Make a repeat of this very request harmless; a new key each time by default.' \
                '--force-new'\t'Start another one, even if the outcome of the same request is not known.'
            set takes "$takes"'--as=post,slideshow,each --caption= --caption-file=@files --manifest=@files --encoding= --sheet= --jobs= --idempotency-key= '
            set arguments '@files*'
        case 'posts'
            set commands \
                'list'\t'List the project\'s posts, latest first' \
                'get'\t'Show a post' \
                'watch'\t'Wait until posts are out; exit 5 if they fail, 6 if some do' \
                'reschedule'\t'Move queued posts to another time' \
                'cancel'\t'Cancel posts that have not gone out' \
                'open'\t'Open a published post in the browser, and print the address' \
                'music'\t'List the music for slideshows on TikTok, the most popular first' \
                'export'\t'Write posts to a calendar file'
            set shared
        case 'posts list'
            set options $options \
                '--status'\t'Posts in this state; repeatable.' \
                '--account'\t'Posts on this account: an id or a handle.' \
                '--container'\t'Posts of this container.' \
                '--since'\t'Going out at this time or later: 2026-04-18, 24h.' \
                '--until'\t'Going out at this time or earlier.' \
                '--today'\t'Today\'s posts.' \
                '--week'\t'This week\'s posts, from Monday on.' \
                '--timezone'\t'The zone of local times: Europe/Berlin.' \
                '--calendar'\t'Draw this month, or with --week this week.' \
                '--limit'\t'Rows at most, over all pages.' \
                '--all'\t'Show all rows, whatever --limit says.' \
                '--cursor'\t'Go on where an earlier page ended.'
            set takes "$takes"'--status=queued,publishing,draft,published,failed,canceled --account=@accounts --container=@containers --since= --until= --timezone= --limit= --cursor= '
        case 'posts get'
            set arguments '@posts'
        case 'posts watch'
            set options $options \
                '--timeout'\t'Stop waiting after this long: 90s, 20m, 1h.'
            set takes "$takes"'--timeout= '
            set arguments '@posts*'
        case 'posts reschedule'
            set options $options \
                '--at'\t'When: 2026-12-01T09:00:00Z, \'2026-12-01 09:00\', \'tomorrow 9:00\', +2h.' \
                '--timezone'\t'The zone of local times: Europe/Berlin.'
            set takes "$takes"'--at= --timezone= '
            set arguments '@posts*'
        case 'posts cancel'
            set options $options \
                '--reason'\t'Why, 1024 characters at most.' \
                '-y'\t'Do not ask.' \
                '--yes'\t'Do not ask.'
            set takes "$takes"'--reason= '
            set arguments '@posts*'
        case 'posts open'
            set arguments '@posts'
        case 'posts music'
            true
        case 'posts export'
            set options $options \
                '--ics'\t'The iCalendar file; - is stdout.' \
                '--status'\t'Posts in this state; repeatable.' \
                '--account'\t'Posts on this account: an id or a handle.' \
                '--since'\t'Going out at this time or later: 2026-04-18, 24h.' \
                '--until'\t'Going out at this time or earlier.' \
                '-f'\t'Overwrite files.' \
                '--force'\t'Overwrite files.'
            set takes "$takes"'--ics=@files --status=queued,publishing,draft,published,failed,canceled --account=@accounts --since= --until= '
        case 'accounts'
            set commands \
                'list'\t'List the project\'s accounts, most recently connected first' \
                'connect'\t'Connect an account, or authorize it again, with a link to open' \
                'status'\t'Say whether a link was used, and which account it connected' \
                'disconnect'\t'Disconnect accounts; their scheduled posts are canceled'
            set shared
        case 'accounts list'
            set options $options \
                '--platform'\t'Accounts on this platform.' \
                '--status'\t'Accounts in this state.' \
                '--limit'\t'Rows at most, over all pages.' \
                '--all'\t'Show all rows, whatever --limit says.' \
                '--cursor'\t'Go on where an earlier page ended.'
            set takes "$takes"'--platform=tiktok,instagram --status=connected,reauth_required,disconnected --limit= --cursor= '
        case 'accounts connect'
            set options $options \
                '--web'\t'Open the link in the browser.' \
                '--watch'\t'Wait until it is used.' \
                '--no-watch'\t'Wait until it is used.' \
                '--no-wait'\t'Wait until it is used.' \
                '--timeout'\t'Stop waiting after this long: 90s, 20m, 1h.'
            set takes "$takes"'--timeout= '
            set arguments 'tiktok,instagram,@accounts'
        case 'accounts status'
            set arguments '-'
        case 'accounts disconnect'
            set options $options \
                '-y'\t'Do not ask.' \
                '--yes'\t'Do not ask.'
            set arguments '@accounts*'
        case 'hooks'
            true
        case 'influencer'
            set commands \
                'list'\t'List the project\'s influencers, newest first' \
                'get'\t'Show an influencer' \
                'create'\t'Create an influencer and wait until it is ready' \
                'clone'\t'Make another influencer from one, and wait until it is ready' \
                'update'\t'Change an influencer; the portrait stays' \
                'delete'\t'Delete influencers for good; content made with them stays'
            set shared
        case 'influencer list'
            set options $options \
                '--status'\t'Influencers in this state.' \
                '--limit'\t'Rows at most, over all pages.' \
                '--all'\t'Show all rows, whatever --limit says.' \
                '--cursor'\t'Go on where an earlier page ended.'
            set takes "$takes"'--status=pending,training,ready,failed --limit= --cursor= '
        case 'influencer get'
            set arguments '@influencers'
        case 'influencer create'
            set options $options \
                '--gender'\t'The gender.' \
                '--age-range'\t'The age range.' \
                '--prompt'\t'Who it is, in 60 characters at most.' \
                '--watch'\t'Wait until it is ready, or not.' \
                '--no-watch'\t'Wait until it is ready, or not.' \
                '--no-wait'\t'Wait until it is ready, or not.' \
                '--timeout'\t'Stop waiting after this long: 90s, 20m, 1h.' \
                '--idempotency-key'\t'Make a repeat of this very request harmless; a new key each time by default.'
            set takes "$takes"'--gender=male,female,non_binary --age-range=teen,young_adult,adult,mid_adult,mature,senior --prompt= --timeout= --idempotency-key= '
        case 'influencer clone'
            set options $options \
                '--name'\t'The name, 1 to 128 characters.' \
                '--gender'\t'The gender.' \
                '--age-range'\t'The age range.' \
                '--voice'\t'How the texts sound.' \
                '--language'\t'BCP 47, such as en or pt-BR.' \
                '--watch'\t'Wait until it is ready, or not.' \
                '--no-watch'\t'Wait until it is ready, or not.' \
                '--no-wait'\t'Wait until it is ready, or not.' \
                '--timeout'\t'Stop waiting after this long: 90s, 20m, 1h.' \
                '--idempotency-key'\t'Make a repeat of this very request harmless; a new key each time by default.'
            set takes "$takes"'--name= --gender=male,female,non_binary --age-range=teen,young_adult,adult,mid_adult,mature,senior --voice=authentic,witty,professional,warm,casual,educational --language= --timeout= --idempotency-key= '
            set arguments '@influencers'
        case 'influencer update'
            set options $options \
                '--name'\t'The name, 1 to 128 characters.' \
                '--gender'\t'The gender.' \
                '--age-range'\t'The age range.' \
                '--no-age-range'\t'Let the age range be open.' \
                '--voice'\t'How the texts sound.' \
                '--language'\t'BCP 47, such as en or pt-BR.'
            set takes "$takes"'--name= --gender=male,female,non_binary --age-range=teen,young_adult,adult,mid_adult,mature,senior --voice=authentic,witty,professional,warm,casual,educational --language= '
            set arguments '@influencers'
        case 'influencer delete'
            set options $options \
                '--reason'\t'Why, 1024 characters at most.' \
                '-y'\t'Do not ask.' \
                '--yes'\t'Do not ask.'
            set takes "$takes"'--reason= '
            set arguments '@influencers*'
        case 'media'
            set commands \
                'add'\t'Add a logo, screenshot, demo video or end card' \
                'list'\t'List the project\'s app media, newest first' \
                'remove'\t'Remove app media from the project; content made from it stays'
            set shared
        case 'media add'
            set options $options \
                '--idempotency-key'\t'Make a repeat of this very request harmless; a new key each time by default.'
            set takes "$takes"'--idempotency-key= '
            set arguments 'logo,screenshot,demo-video,end-card' '@files'
        case 'media list'
            set options $options \
                '--limit'\t'Rows at most, over all pages.' \
                '--all'\t'Show all rows, whatever --limit says.' \
                '--cursor'\t'Go on where an earlier page ended.'
            set takes "$takes"'--limit= --cursor= '
        case 'media remove'
            set arguments '*'
        case 'whence'
            set arguments '@files'
        case 'project'
            set commands \
                'list'\t'List projects, newest first' \
                'get'\t'Show a project' \
                'create'\t'Create a project' \
                'update'\t'Change a project; an empty text clears a field' \
                'archive'\t'Archive a project; its running jobs are canceled' \
                'review'\t'Read and choose what waits for a review' \
                'use'\t'Make a project the profile\'s default, so that commands need no --project'
            set shared
        case 'project list'
            set options $options \
                '--status'\t'active or archived.' \
                '--search'\t'Part of the name.' \
                '--external-id'\t'Your own id for the customer.' \
                '--limit'\t'Rows at most, over all pages.' \
                '--all'\t'Show all rows, whatever --limit says.' \
                '--cursor'\t'Go on where an earlier page ended.'
            set takes "$takes"'--status= --search= --external-id= --limit= --cursor= '
        case 'project get'
            set arguments '@projects'
        case 'project create'
            set options $options \
                '--name'\t'Its name, 3 to 30 characters.' \
                '--timezone'\t'An IANA zone such as Europe/Berlin.' \
                '--app-name'\t'The app\'s name; slideshows need it.' \
                '--app-description'\t'What the app does, 100 to 1000 characters; slideshows need it. @FILE and - read it.' \
                '--tagline'\t'One line, 80 characters at most.' \
                '--language'\t'BCP 47, such as en or pt-BR.' \
                '--external-id'\t'Your own id for the customer.'
            set takes "$takes"'--name= --timezone= --app-name= --app-description= --tagline= --language= --external-id= '
        case 'project update'
            set options $options \
                '--name'\t'Its name, 3 to 30 characters.' \
                '--timezone'\t'An IANA zone such as Europe/Berlin.' \
                '--app-name'\t'The app\'s name; slideshows need it.' \
                '--app-description'\t'What the app does, 100 to 1000 characters; slideshows need it. @FILE and - read it.' \
                '--tagline'\t'One line, 80 characters at most.' \
                '--language'\t'BCP 47, such as en or pt-BR.' \
                '--external-id'\t'Your own id for the customer.' \
                '--review'\t'What waits for a review.' \
                '--first-n'\t'How many, for review_first_n.'
            set takes "$takes"'--name= --timezone= --app-name= --app-description= --tagline= --language= --external-id= --review=auto_approve,review_first_n,review_all --first-n= '
            set arguments '@projects'
        case 'project archive'
            set options $options \
                '-y'\t'Do not ask.' \
                '--yes'\t'Do not ask.'
            set arguments '@projects'
        case 'project review'
            set commands \
                'show'\t'Show what waits for a review, and how much does' \
                'set'\t'Choose which new containers wait for a review'
            set shared
        case 'project review show'
            set arguments '@projects'
        case 'project review set'
            set options $options \
                '--first-n'\t'How many, for review_first_n.'
            set takes "$takes"'--first-n= '
            set arguments 'auto_approve,review_first_n,review_all' '@projects'
        case 'project use'
            set arguments '@projects'
        case 'auth'
            set commands \
                'login'\t'Check an API key and keep it in a profile' \
                'status'\t'Say which key is used, where it comes from and whose it is' \
                'logout'\t'Remove the key from a profile'
            set shared
        case 'auth login'
            set options $options \
                '--with-token'\t'Read the key from standard input.' \
                '--keyring'\t'Keep it in the system\'s keyring, not in config.toml.'
        case 'auth status'
            true
        case 'auth logout'
            true
        case 'whoami'
            true
        case 'credits'
            set commands \
                'show'\t'Show what can still be spent, and what formats cost' \
                'events'\t'List what was spent, granted and given back, newest first'
            set shared
        case 'credits show'
            true
        case 'credits events'
            set options $options \
                '--type'\t'Events of this kind.' \
                '--for-project'\t'Of this project alone.' \
                '--since'\t'Created then or later: 2026-04-18, 24h, 7d.' \
                '--until'\t'Created then or earlier.' \
                '--limit'\t'Rows at most, over all pages.' \
                '--all'\t'Show all rows, whatever --limit says.' \
                '--cursor'\t'Go on where an earlier page ended.'
            set takes "$takes"'--type=usage,refund,grant,purchase,adjustment,allocation --for-project=@projects --since= --until= --limit= --cursor= '
        case 'webhooks'
            set commands \
                'list'\t'List the organization\'s endpoints, newest first' \
                'get'\t'Show an endpoint; never its secret' \
                'create'\t'Create an endpoint and print its signing secret, which is shown only once' \
                'update'\t'Change an endpoint; an empty description clears it' \
                'delete'\t'Delete endpoints, and the history of their deliveries' \
                'rotate'\t'Create a new signing secret and print it once; the old one is valid for another day' \
                'test'\t'Have test.ping sent to an endpoint, whatever it is subscribed to' \
                'deliveries'\t'List what was sent to an endpoint, newest first' \
                'replay'\t'Have an event delivered again, as a new delivery that names the first'
            set shared
        case 'webhooks list'
            set options $options \
                '--status'\t'Endpoints in this state.' \
                '--for-project'\t'Of this project alone.' \
                '--limit'\t'Rows at most, over all pages.' \
                '--all'\t'Show all rows, whatever --limit says.' \
                '--cursor'\t'Go on where an earlier page ended.'
            set takes "$takes"'--status=active,paused,auto_paused --for-project=@projects --limit= --cursor= '
        case 'webhooks get'
            set arguments '@webhooks'
        case 'webhooks create'
            set options $options \
                '--event'\t'An event, as job.completed; repeatable.' \
                '--description'\t'What it is for, 500 characters at most.' \
                '--for-project'\t'Of this project alone.' \
                '--all-children'\t'Of child organizations too; needs org:admin.'
            set takes "$takes"'--event=job.completed,job.failed,job.canceled,content.generated,content.approved,content.rejected,post.scheduled,post.published,post.failed,post.canceled,social_account.connected,social_account.needs_reauth,social_account.revoked,lease_request.assigned,lease_request.rejected,test.ping --description= --for-project=@projects '
            set arguments '-'
        case 'webhooks update'
            set options $options \
                '--url'\t'Where events are sent; https.' \
                '--event'\t'Instead of those it has; repeatable.' \
                '--description'\t'What it is for, 500 characters at most.' \
                '--status'\t'paused stops it, active starts it and forgets failures.'
            set takes "$takes"'--url= --event=job.completed,job.failed,job.canceled,content.generated,content.approved,content.rejected,post.scheduled,post.published,post.failed,post.canceled,social_account.connected,social_account.needs_reauth,social_account.revoked,lease_request.assigned,lease_request.rejected,test.ping --description= --status=active,paused '
            set arguments '@webhooks'
        case 'webhooks delete'
            set options $options \
                '-y'\t'Do not ask.' \
                '--yes'\t'Do not ask.'
            set arguments '@webhooks*'
        case 'webhooks rotate'
            set arguments '@webhooks'
        case 'webhooks test'
            set options $options \
                '--data'\t'An object as its data; @FILE and - read it.'
            set takes "$takes"'--data= '
            set arguments '@webhooks'
        case 'webhooks deliveries'
            set options $options \
                '--status'\t'Deliveries in this state.' \
                '--event'\t'Of this event alone.' \
                '--limit'\t'Rows at most, over all pages.' \
                '--all'\t'Show all rows, whatever --limit says.' \
                '--cursor'\t'Go on where an earlier page ended.'
            set takes "$takes"'--status=pending,delivering,delivered,failed,abandoned --event=job.completed,job.failed,job.canceled,content.generated,content.approved,content.rejected,post.scheduled,post.published,post.failed,post.canceled,social_account.connected,social_account.needs_reauth,social_account.revoked,lease_request.assigned,lease_request.rejected,test.ping --limit= --cursor= '
            set arguments '@webhooks'
        case 'webhooks replay'
            set arguments '-'
        case 'config'
            set commands \
                'list'\t'Show the settings in effect' \
                'get'\t'Print the value of one setting, a key masked' \
                'set'\t'Save a setting in the profile; `profile` names the default profile' \
                'unset'\t'Remove a setting from the profile' \
                'path'\t'Print where the settings are kept'
            set shared
        case 'config list'
            set options $options \
                '--show-origin'\t'Say where each value comes from.'
        case 'config get'
            set arguments 'profile,base_url,api_key,project,organization,api_dialect,confirm_above,budget.daily,api_key_command'
        case 'config set'
            set arguments 'profile,base_url,api_key,project,organization,api_dialect,confirm_above,budget.daily,api_key_command' '-'
        case 'config unset'
            set arguments 'profile,base_url,api_key,project,organization,api_dialect,confirm_above,budget.daily,api_key_command'
        case 'config path'
            true
        case 'sandbox'
            set commands \
                'serve'\t'Run it in the foreground, for CI; print what a shell needs once it answers' \
                'start'\t'Start it in the background, unless it runs; print its address' \
                'stop'\t'Stop it; its data stays' \
                'status'\t'Say whether it runs, and where; exit 9 if it does not' \
                'open'\t'Open its page in the browser, and print the address' \
                'logs'\t'Print the log of the one in the background' \
                'reset'\t'Delete everything in it and start over' \
                'clock'\t'Read, stop, move and speed up the sandbox\'s clock' \
                'seed'\t'Add projects, media, containers and keys from a file; all of it, or nothing' \
                'faults'\t'Make calls fail, hang or get lost, to see how a program copes' \
                'keys'\t'Mint, list and suspend the sandbox\'s keys' \
                'requests'\t'Show the requests that the sandbox received, without secrets' \
                'verify'\t'Check that nothing was billed or posted twice, or what you name, or exit 1'
            set shared
        case 'sandbox serve'
            set options $options \
                '--host'\t'The address to listen on.' \
                '--port'\t'The port; 0 is any free one.' \
                '--data'\t'Its data folder; LAYERS_SANDBOX_DIR, or one of its own.' \
                '--strict-fetch'\t'Never fetch uploads from this machine.' \
                '--allow-remote'\t'Let other machines in, with the key.' \
                '--rate-limits'\t'Limit calls as the API does for this tier; off.' \
                '--create-rate'\t'Let each key start so many jobs a minute.' \
                '--concurrent-jobs'\t'Let so many jobs run at once.' \
                '--credits'\t'What a new sandbox has; 100000.' \
                '--placeholders'\t'Draw nothing: a few bytes in place of media.'
            set takes "$takes"'--host= --port= --data=@folders --rate-limits=standard,pilot,partner --create-rate= --concurrent-jobs= --credits= '
        case 'sandbox start'
            set options $options \
                '--data'\t'Its data folder; LAYERS_SANDBOX_DIR, or one of its own.' \
                '--export'\t'Print address and key as a shell takes them.' \
                '--rate-limits'\t'Limit calls as the API does for this tier; off.' \
                '--create-rate'\t'Let each key start so many jobs a minute.' \
                '--concurrent-jobs'\t'Let so many jobs run at once.' \
                '--credits'\t'What a new sandbox has; 100000.' \
                '--placeholders'\t'Draw nothing: a few bytes in place of media.'
            set takes "$takes"'--data=@folders --rate-limits=standard,pilot,partner --create-rate= --concurrent-jobs= --credits= '
        case 'sandbox stop'
            set options $options \
                '--data'\t'Its data folder; LAYERS_SANDBOX_DIR, or one of its own.'
            set takes "$takes"'--data=@folders '
        case 'sandbox status'
            set options $options \
                '--data'\t'Its data folder; LAYERS_SANDBOX_DIR, or one of its own.'
            set takes "$takes"'--data=@folders '
        case 'sandbox open'
            set options $options \
                '--data'\t'Its data folder; LAYERS_SANDBOX_DIR, or one of its own.' \
                '--no-browser'\t'Print the address, and open nothing.'
            set takes "$takes"'--data=@folders '
        case 'sandbox logs'
            set options $options \
                '--data'\t'Its data folder; LAYERS_SANDBOX_DIR, or one of its own.' \
                '-f'\t'Go on with what is still to come.' \
                '--follow'\t'Go on with what is still to come.' \
                '-n'\t'Lines to begin with.' \
                '--lines'\t'Lines to begin with.'
            set takes "$takes"'--data=@folders -n= --lines= '
        case 'sandbox reset'
            set options $options \
                '--data'\t'Its data folder; LAYERS_SANDBOX_DIR, or one of its own.' \
                '-y'\t'Do not ask.' \
                '--yes'\t'Do not ask.'
            set takes "$takes"'--data=@folders '
        case 'sandbox clock'
            set commands \
                'show'\t'Show where the clock stands' \
                'freeze'\t'Stop the clock; what is due waits until it is moved' \
                'resume'\t'Let the clock run at the usual speed, from where it stands' \
                'advance'\t'Move the clock forward at once' \
                'scale'\t'Let the clock run faster or slower'
            set shared
        case 'sandbox clock show'
            set options $options \
                '--data'\t'Its data folder; LAYERS_SANDBOX_DIR, or one of its own.'
            set takes "$takes"'--data=@folders '
        case 'sandbox clock freeze'
            set options $options \
                '--data'\t'Its data folder; LAYERS_SANDBOX_DIR, or one of its own.'
            set takes "$takes"'--data=@folders '
        case 'sandbox clock resume'
            set options $options \
                '--data'\t'Its data folder; LAYERS_SANDBOX_DIR, or one of its own.'
            set takes "$takes"'--data=@folders '
        case 'sandbox clock advance'
            set options $options \
                '--data'\t'Its data folder; LAYERS_SANDBOX_DIR, or one of its own.'
            set takes "$takes"'--data=@folders '
            set arguments '-'
        case 'sandbox clock scale'
            set options $options \
                '--data'\t'Its data folder; LAYERS_SANDBOX_DIR, or one of its own.'
            set takes "$takes"'--data=@folders '
            set arguments '-'
        case 'sandbox seed'
            set options $options \
                '--data'\t'Its data folder; LAYERS_SANDBOX_DIR, or one of its own.'
            set takes "$takes"'--data=@folders '
            set arguments '@files'
        case 'sandbox faults'
            set commands \
                'list'\t'List the rules, and how often each has fired' \
                'use'\t'Replace all rules with a ready-made scenario' \
                'add'\t'Add the rules of a file after the existing ones' \
                'clear'\t'Remove all rules'
            set shared
        case 'sandbox faults list'
            set options $options \
                '--data'\t'Its data folder; LAYERS_SANDBOX_DIR, or one of its own.'
            set takes "$takes"'--data=@folders '
        case 'sandbox faults use'
            set options $options \
                '--data'\t'Its data folder; LAYERS_SANDBOX_DIR, or one of its own.'
            set takes "$takes"'--data=@folders '
            set arguments 'lost-reply,rate-limited,flaky,slow,half-fails,post-refused,token-expired,slow-posts,expired-upload'
        case 'sandbox faults add'
            set options $options \
                '--data'\t'Its data folder; LAYERS_SANDBOX_DIR, or one of its own.'
            set takes "$takes"'--data=@folders '
            set arguments '@files'
        case 'sandbox faults clear'
            set options $options \
                '--data'\t'Its data folder; LAYERS_SANDBOX_DIR, or one of its own.'
            set takes "$takes"'--data=@folders '
        case 'sandbox keys'
            set commands \
                'list'\t'List the keys, without their texts' \
                'mint'\t'Create a key and print it; it is shown only once' \
                'kill'\t'Suspend a key: calls with it answer 503'
            set shared
        case 'sandbox keys list'
            set options $options \
                '--data'\t'Its data folder; LAYERS_SANDBOX_DIR, or one of its own.'
            set takes "$takes"'--data=@folders '
        case 'sandbox keys mint'
            set options $options \
                '--scope'\t'What it may do; repeatable; none by default.' \
                '--for-organization'\t'Whose it is; `keys list --json` has the ids.' \
                '--data'\t'Its data folder; LAYERS_SANDBOX_DIR, or one of its own.'
            set takes "$takes"'--scope= --for-organization= --data=@folders '
        case 'sandbox keys kill'
            set options $options \
                '--data'\t'Its data folder; LAYERS_SANDBOX_DIR, or one of its own.'
            set takes "$takes"'--data=@folders '
            set arguments '-'
        case 'sandbox requests'
            set options $options \
                '--method'\t'Requests with this method only.' \
                '--path'\t'Requests to this path only; * is any text.' \
                '--status'\t'With this status only: 429, 5xx, or none if cut.' \
                '-f'\t'Go on with what is still to come.' \
                '--follow'\t'Go on with what is still to come.' \
                '--clear'\t'Forget them all instead.' \
                '--data'\t'Its data folder; LAYERS_SANDBOX_DIR, or one of its own.'
            set takes "$takes"'--method= --path= --status= --data=@folders '
        case 'sandbox verify'
            set options $options \
                '--once-per-key'\t'No idempotency key was billed twice.' \
                '--no-duplicates'\t'No order made its containers twice over.' \
                '--settled'\t'What was billed is completed or refunded.' \
                '--once-per-body'\t'No order was billed twice under two keys.' \
                '--keyed'\t'Each billed job had an idempotency key.' \
                '--posted-once'\t'Nothing went out to one account twice.' \
                '--at-least'\t'So many requests fit.' \
                '--at-most'\t'No more requests fit.' \
                '--method'\t'Requests with this method only.' \
                '--path'\t'Requests to this path only; * is any text.' \
                '--status'\t'With this status only: 429, 5xx, or none if cut.' \
                '--data'\t'Its data folder; LAYERS_SANDBOX_DIR, or one of its own.'
            set takes "$takes"'--at-least= --at-most= --method= --path= --status= --data=@folders '
        case 'doctor'
            set options $options \
                '--bundle'\t'Write a zip for a bug report, without keys.' \
                '--with-hooks'\t'Include hooks in the bundle.' \
                '-f'\t'Overwrite files.' \
                '--force'\t'Overwrite files.'
            set takes "$takes"'--bundle=@files '
        case 'ci'
            set commands \
                'init'\t'Write a workflow that makes content in the sandbox: free, and without a key'
            set shared
        case 'ci init'
            set options $options \
                '--provider'\t'The CI system.' \
                '-o'\t'Where to write it; - is standard output.' \
                '--output'\t'Where to write it; - is standard output.' \
                '-f'\t'Overwrite files.' \
                '--force'\t'Overwrite files.'
            set takes "$takes"'--provider=github,gitlab -o=@files --output=@files '
        case 'explain'
            set arguments '-'
        case 'completion'
            set options $options \
                '--install'\t'Put the script where the shell looks for it.'
            set arguments 'bash,zsh,fish,powershell'
        case 'api'
            set options $options \
                '-f'\t'A text for the body, or for the query of a GET; a[b]=… and a[]=… reach inside.' \
                '--raw-field'\t'A text for the body, or for the query of a GET; a[b]=… and a[]=… reach inside.' \
                '-F'\t'The same, with true, false, null and numbers as such, and @FILE read.' \
                '--field'\t'The same, with true, false, null and numbers as such, and @FILE read.' \
                '-H'\t'A header; repeatable.' \
                '--header'\t'A header; repeatable.' \
                '--input'\t'Send this file as the body; - is stdin.' \
                '--paginate'\t'Follow nextCursor, and print one list of all rows.' \
                '-i'\t'Print the answer\'s status and headers first.' \
                '--include'\t'Print the answer\'s status and headers first.' \
                '--idempotency-key'\t'Make a repeat of this very request harmless; a new key each time by default.' \
                '--force-new'\t'Start another one, even if the outcome of the same request is not known.' \
                '-y'\t'Do not ask.' \
                '--yes'\t'Do not ask.'
            set takes "$takes"'-f= --raw-field= -F= --field= -H= --header= --input=@files --idempotency-key= '
            set arguments '-' '-'
        case 'schema'
            set arguments '*'
        case 'help'
            set arguments '@paths*'
    end
    if test -n "$shared"
        set options $options \
            '--json'\t'Print one JSON document.' \
            '--jsonl'\t'Print one JSON object a line.' \
            '--csv'\t'Print a CSV table; --fields chooses its columns.' \
            '--fields'\t'Keep these fields only; implies --json.' \
            '--query'\t'Print what this finds in the JSON.' \
            '--template'\t'Fill this Jinja template for each object; @FILE reads a file.' \
            '-q'\t'Print ids, and no hints.' \
            '--quiet'\t'Print ids, and no hints.' \
            '--sandbox'\t'Use the embedded sandbox: free, offline, no account.' \
            '--project'\t'Work in this project, not the profile\'s.' \
            '--profile'\t'Use this profile of the config.' \
            '--organization'\t'Act in this child organization.' \
            '--api-key-file'\t'Read the key here; - is stdin.' \
            '--base-url'\t'Call this API host.' \
            '--color'\t'When to use colors.' \
            '--no-color'\t'The same as --color never.' \
            '--progress'\t'How to show progress.' \
            '--accessible'\t'Plain lines that never change, for screen readers.' \
            '--retries'\t'Tries after the first one fails; 4.' \
            '--wait'\t'Wait as long as a busy server asks, not 60 s at most.' \
            '--ci'\t'Report to this CI system.' \
            '--no-input'\t'Never ask a question.' \
            '-v'\t'Say more on stderr.' \
            '--verbose'\t'Say more on stderr.' \
            '--debug'\t'Show where an unexpected error came from.'
        set takes "$takes"'--fields= --query= --template= --project=@projects --profile= --organization= --api-key-file= --base-url= --color=auto,always,never --progress=auto,plain,none --retries= --ci=github,gitlab,plain '
    end
end

function __layers_seen
    # Prints the ids last seen in the files $argv[3..], each with its hook; $argv[1] is the profile.
    set -l folder $LAYERS_CACHE_DIR
    if test -z "$folder"
        if test (uname) = Darwin
            set folder $HOME/Library/Caches/layers-cli
        else if test -n "$XDG_CACHE_HOME"
            set folder $XDG_CACHE_HOME/layers-cli
        else
            set folder $HOME/.cache/layers-cli
        end
    end
    set -l place $argv[1]
    if test "$place" != sandbox -a -n "$argv[2]"
        set place $place@(string replace -ar '[^A-Za-z0-9.-]' _ -- $argv[2])
    end
    for kind in $argv[3..]
        if test -r $folder/seen/$place/$kind
            string match -r '^[A-Za-z0-9_-]+\t.*' <$folder/seen/$place/$kind
        end
    end
end

function __layers_offer --no-scope-shadowing
    # Prints the words of $argv[1], which have commas between; those with @ stand for what they name.
    for offered in (string split , -- $argv[1])
        switch $offered
            case @files
                __fish_complete_path $cur
            case @folders
                __fish_complete_directories $cur
            case @paths
                if test -z "$given"
                    printf '%s\n' \
                'exit-codes'\t'What the exit codes mean, and which runs are safe to repeat' \
                'environment'\t'Environment variables, and which setting wins' \
                'formatting'\t'How results are printed, and how to choose fields' \
                'scripting'\t'Pipes, ids, errors and waiting in shell scripts' \
                'ci'\t'Use in GitHub Actions and other CI' \
                'downloads'\t'Where media is saved, and how files are named' \
                'sheets'\t'Sheets of hooks: what is read, and what spreadsheets do to them' \
                'workers'\t'Campaigns on many hosts: database, roles, backup, what to watch' \
                'uploads'\t'Posts of your own, and app media' \
                'paying-once'\t'The ledger, idempotency keys, and spending limits' \
                'sandbox'\t'The local server that stands in for the API' \
                'security'\t'Where keys are kept, and what never leaves this machine'
                end
                __layers_at "$given"
                printf '%s\n' $commands
            case '@*'
                __layers_seen $profile "$url" (string sub -s 2 -- $offered)
            case '*'
                printf '%s\n' $offered
        end
    end
end

function __layers_complete
    set -l tokens (commandline -opc)
    set -l cur (commandline -ct)
    set -l commands
    set -l options
    set -l takes ' '
    set -l arguments
    set -l shared 1
    set -l name
    set -l option
    set -l given
    set -l ended
    set -l before
    set -l profile _
    test -n "$LAYERS_PROFILE"; and set profile $LAYERS_PROFILE
    set -l url $LAYERS_BASE_URL
    __layers_at ''
    for word in $tokens[2..]
        if test -n "$option"
            test "$option" = --profile; and set profile $word
            test "$option" = --base-url; and set url $word
            set option
        else if test "$word" = --
            set ended 1
        else if test "$word" = --sandbox
            set profile sandbox
        else if test -z "$ended"; and string match -q -- '-*' $word
            string match -q -- "* $word=*" $takes; and set option $word
            string match -q -- '--profile=*' $word; and set profile (string replace -- --profile= '' $word)
            string match -q -- '--base-url=*' $word; and set url (string replace -- --base-url= '' $word)
        else if contains -- $word (string split -f 1 \t -- $commands)
            set name (string trim -- "$name $word")
            __layers_at $name
        else
            set given (string trim -- "$given $word")
            string match -q -- '*\*' "$arguments[1]"; or set -e arguments[1]
        end
    end
    if test -z "$option$ended"; and string match -qr -- '^--[a-z-]+=' $cur
        set -l named (string split -m 1 = -- $cur)
        if string match -q -- "* $named[1]=*" $takes
            set option $named[1]
            set before "$named[1]="
            set cur $named[2]
        end
    end
    if test -n "$option"
        set -l kinds (string match -r -- " $option=(\S*)" $takes)
        test -n "$kinds[-1]"; and __layers_offer $kinds[-1] | string replace -r '^' -- "$before"
    else if test -z "$ended"; and string match -q -- '-*' $cur
        printf '%s\n' $options
    else if test -n "$commands"
        printf '%s\n' $commands
    else if test -n "$arguments[1]" -a "$arguments[1]" != -
        __layers_offer (string replace -r '\*$' '' -- $arguments[1])
    else if test -z "$cur"
        printf '%s\n' $options
    end
end

complete -c layers -f -k -a '(__layers_complete)'
complete -c layers-cli -f -k -a '(__layers_complete)'
